/// How a worker's clock relates to the server's, from round trips of heartbeats.
///
/// With t₁ the server's sending, t₂ the worker's taking, t₃ its sending and t₄ the arrival, the worker's
/// clock is ahead by ((t₂ − t₁) + (t₃ − t₄)) / 2, at most half the round trip
/// (t₄ − t₁) − (t₃ − t₂) wrong, however the two ways differ (RFC 5905, section 8). Of the last eight
/// exchanges the one with the shortest round trip counts: it has waited least in any queue
/// (section 10, the clock filter).
struct ClockAlignment: Equatable, Sendable {
  /// What one exchange says.
  struct Sample: Equatable, Sendable {
    /// The worker's clock minus the server's, in nanoseconds.
    let offset: Int64
    /// How long the messages were under way, in both directions together.
    let roundTrip: Interval
  }

  private var samples: [Sample] = []
  private var next = 0
  /// The sample that counts; nil before the first exchange.
  private(set) var best: Sample?

  init() {
    samples.reserveCapacity(Limits.clockSamplesMax)
  }

  /// Takes an exchange whose echo has arrived. The times are the other end's word: nonsense is left
  /// out where it shows, and spoils nothing but this worker's figures where it does not.
  mutating func take(_ echo: ClockEcho, arrivedAt now: Instant) {
    let outward = Self.difference(echo.receivedAt, echo.serverSentAt)
    let back = Self.difference(echo.sentAt, now)
    let whole = Self.difference(now, echo.serverSentAt)
    let held = Self.difference(echo.sentAt, echo.receivedAt)
    guard held >= 0, whole >= held else { return }
    // Halved first: the sum of two may be too large.
    let sample = Sample(
      offset: outward / 2 + back / 2 + (outward % 2 + back % 2) / 2,
      roundTrip: Interval(nanoseconds: UInt64(whole - held)))
    if samples.count < Limits.clockSamplesMax {
      samples.append(sample)
    } else {
      samples[next] = sample
    }
    next = (next + 1) % Limits.clockSamplesMax
    best = samples.min { $0.roundTrip < $1.roundTrip }
  }

  /// From a point of the server's clock to one of the worker's; none if that comes first, nil while
  /// nothing is known of how they relate.
  func interval(from start: Instant, toWorkers end: Instant) -> Interval? {
    best.map { Self.interval(Self.difference(end, start) &- $0.offset) }
  }

  /// From a point of the worker's clock to one of the server's, likewise.
  func interval(fromWorkers start: Instant, to end: Instant) -> Interval? {
    best.map { Self.interval(Self.difference(end, start) &+ $0.offset) }
  }

  private static func interval(_ nanoseconds: Int64) -> Interval {
    Interval(nanoseconds: UInt64(max(0, nanoseconds)))
  }

  private static func difference(_ end: Instant, _ start: Instant) -> Int64 {
    Int64(bitPattern: end.nanoseconds &- start.nanoseconds)
  }
}
