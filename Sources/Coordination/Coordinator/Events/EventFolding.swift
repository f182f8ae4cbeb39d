/// Which of the events that peers can repeat at will are told, so that no peer fills the disk or takes
/// the server's time by them: of each kind some at once, then one an interval (a token bucket). Of the
/// others the number is told at intervals.
struct EventFolding {
  private struct Kind {
    /// How many may be told now.
    var left: UInt64
    /// When `left` was last counted up.
    var refilledAt = Instant.origin
    /// How many have not been told, nor counted in what was told.
    var folded: UInt64 = 0
  }

  /// By the order of `RepeatedEvent.allCases`.
  private var kinds: [Kind]
  private let burst: UInt64
  private let sessionBurst: UInt64
  private var nextCounts = Instant.origin

  /// - Parameters:
  ///   - burst: how many events of a kind are told in quick succession.
  ///   - sessionBurst: the same for sessions, of which a large cluster begins many at once.
  init(burst: Int, sessionBurst: Int) {
    self.burst = UInt64(burst)
    self.sessionBurst = UInt64(sessionBurst)
    kinds = RepeatedEvent.allCases.map { kind in
      Kind(left: UInt64(kind == .sessions ? sessionBurst : burst))
    }
  }

  /// Decides on one event.
  ///
  /// - Returns: whether it is told; if not, it is counted.
  mutating func tells(_ event: RepeatedEvent, at now: Instant) -> Bool {
    let index = Self.index(event)
    let interval = Limits.repeatedEventInterval.nanoseconds
    let intervals = (now - kinds[index].refilledAt).nanoseconds / interval
    let most = event == .sessions ? sessionBurst : burst
    // What would be counted up beyond the most is lost.
    kinds[index].left = min(most, kinds[index].left + min(most, intervals))
    kinds[index].refilledAt =
      kinds[index].refilledAt + Interval(nanoseconds: intervals * interval)
    guard kinds[index].left > 0 else {
      kinds[index].folded += 1
      return false
    }
    kinds[index].left -= 1
    return true
  }

  /// Counts an event that is told in no case.
  mutating func fold(_ event: RepeatedEvent) {
    kinds[Self.index(event)].folded += 1
  }

  /// Takes the next number that is due to be told; call it until there is none.
  mutating func takeCount(at now: Instant) -> (event: RepeatedEvent, count: UInt64)? {
    guard now >= nextCounts else { return nil }
    if let count = takeCount(of: RepeatedEvent.allCases) { return count }
    nextCounts = now + Limits.repeatedEventCountsInterval
    return nil
  }

  /// Takes the next number of these kinds that has not been told.
  mutating func takeCount(
    of events: [RepeatedEvent]
  ) -> (event: RepeatedEvent, count: UInt64)? {
    for event in events {
      let index = Self.index(event)
      guard kinds[index].folded > 0 else { continue }
      defer { kinds[index].folded = 0 }
      return (event, kinds[index].folded)
    }
    return nil
  }

  private static func index(_ event: RepeatedEvent) -> Int {
    switch event {
    case .sessions: 0
    case .unreadySessions: 1
    case .refusals: 2
    case .duplicatePushes: 3
    case .lateness: 4
    case .waits: 5
    case .badFrames: 6
    case .strayMessages: 7
    }
  }
}
