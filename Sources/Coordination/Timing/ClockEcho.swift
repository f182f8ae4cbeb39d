/// What a worker's message says of two clocks that have nothing to do with each other: three of the
/// four times of one exchange, as in the Network Time Protocol (RFC 5905, section 8). The fourth is
/// when the message arrives.
public struct ClockEcho: Equatable, Sendable {
  /// When the server sent the last welcome or heartbeat that came, by the server's clock.
  public var serverSentAt: Instant
  /// When that was taken, by the worker's clock.
  public var receivedAt: Instant
  /// When this message was sent, by the worker's clock.
  public var sentAt: Instant

  /// An echo of these times.
  public init(serverSentAt: Instant, receivedAt: Instant, sentAt: Instant) {
    self.serverSentAt = serverSentAt
    self.receivedAt = receivedAt
    self.sentAt = sentAt
  }
}
