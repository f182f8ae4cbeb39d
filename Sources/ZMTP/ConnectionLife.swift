import Coordination

/// How long a connection may go on as it is: in a handshake, in the middle of a message, silent, or
/// without a session.
public struct ConnectionLife: Sendable {
  /// What has lasted too long.
  public enum Overdue: Equatable, Sendable {
    /// The handshake.
    case handshake
    /// A message that has begun.
    case message
    /// Silence, although the peer was asked for a sign of life.
    case silence
    /// Nothing was said by a peer that has no session.
    case withoutSession
  }

  private let heartbeatTimeout: Interval
  private let acceptedAt: Instant
  private var isOpen = false
  private var hasSession = false
  /// Whether what the peer sends is read.
  private var isRead = true
  private var lastHeard: Instant
  private var lastMessage: Instant
  private var nextPing: Instant
  private var messageDeadline: Instant?
  /// The peer's own wish, which can only shorten the time.
  private var silenceMax: Interval

  /// A connection that has just been accepted.
  public init(at now: Instant, heartbeatTimeout: Interval) {
    self.heartbeatTimeout = heartbeatTimeout
    acceptedAt = now
    lastHeard = now
    lastMessage = now
    nextPing = now
    silenceMax = heartbeatTimeout + Self.pingInterval(heartbeatTimeout)
  }

  private static func pingInterval(_ heartbeatTimeout: Interval) -> Interval {
    min(Limits.heartbeatInterval, heartbeatTimeout)
  }

  /// The handshake is over.
  public mutating func opened(at now: Instant) {
    isOpen = true
    lastMessage = now
    nextPing = now + Self.pingInterval(heartbeatTimeout)
  }

  /// Bytes have come.
  ///
  /// - Parameters:
  ///   - peerTimeToLive: for how long the peer may be silent by its own word, in tenths of a second; 0 for
  ///     no word.
  ///   - isUnfinished: whether they end in the middle of a message.
  public mutating func heard(at now: Instant, peerTimeToLive: UInt16, isUnfinished: Bool) {
    lastHeard = now
    if peerTimeToLive > 0 {
      silenceMax = min(
        heartbeatTimeout + Self.pingInterval(heartbeatTimeout),
        .milliseconds(100 * UInt64(peerTimeToLive)))
    }
    guard isUnfinished else { return messageDeadline = nil }
    messageDeadline = messageDeadline ?? now + heartbeatTimeout
  }

  /// A whole message has come.
  public mutating func received(at now: Instant) {
    lastMessage = now
    messageDeadline = nil
  }

  /// A payload of so many bytes begins, which takes its time.
  public mutating func payloadBegan(at now: Instant, bytes: Int) {
    let seconds = UInt64(bytes) / Limits.bytesPerSecondMin
    messageDeadline = now + heartbeatTimeout + .seconds(seconds)
  }

  /// What the peer sends is, or is not, read from now on. Nothing is held against it meanwhile.
  public mutating func reading(_ isRead: Bool, at now: Instant) {
    if isRead, !self.isRead {
      lastHeard = now
      if messageDeadline != nil { messageDeadline = now + heartbeatTimeout }
    }
    self.isRead = isRead
  }

  /// The peer has a session, or has one no longer.
  public mutating func session(_ hasSession: Bool, at now: Instant) {
    guard hasSession != self.hasSession else { return }
    self.hasSession = hasSession
    lastMessage = now
  }

  /// What has lasted too long, if anything has.
  public func overdue(at now: Instant) -> Overdue? {
    guard isOpen else {
      return now - acceptedAt >= Limits.handshakeTime ? .handshake : nil
    }
    guard isRead else { return nil }
    if let messageDeadline, now >= messageDeadline { return .message }
    if now - lastHeard >= silenceMax { return .silence }
    if !hasSession, now - lastMessage >= Limits.strangerSilenceMax { return .withoutSession }
    return nil
  }

  /// Whether the peer is to be asked for a sign of life now.
  public mutating func takePing(at now: Instant) -> Bool {
    guard isOpen, now >= nextPing else { return false }
    nextPing = now + Self.pingInterval(heartbeatTimeout)
    return true
  }
}
