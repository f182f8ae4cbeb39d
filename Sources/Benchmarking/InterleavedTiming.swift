import Coordination

/// Times several things in turn, again and again, so that what slows the machine for a while slows
/// all of them alike and their ratios stay what they are.
struct InterleavedTiming<Time: Clock> {
  /// How often each thing is measured.
  enum Extent: Equatable, Sendable {
    /// So many times.
    case repeats(Int)
    /// Until so much time has passed in all, but a few times in any case.
    case duration(Interval)
  }

  let clock: Time
  let extent: Extent

  /// Rounds that are run first and not counted: they touch the memory and warm the caches up.
  static var warmUpRounds: Int { 2 }
  /// How often each thing is measured however long it takes, where the extent is a duration.
  static var roundsMin: Int { 5 }

  /// The times of each of `contenders`, in their order.
  func measure(_ contenders: [() -> Void]) -> [TimingSample] {
    for _ in 0..<Self.warmUpRounds {
      for contender in contenders { contender() }
    }
    var seconds: [[Double]] = contenders.map { _ in [] }
    let start = clock.now
    var rounds = 0
    while goesOn(after: rounds, since: start) {
      for (index, contender) in contenders.enumerated() {
        let begin = clock.now
        contender()
        seconds[index].append((clock.now - begin).inSeconds)
      }
      rounds += 1
    }
    return seconds.map { TimingSample($0) }
  }

  private func goesOn(after rounds: Int, since start: Instant) -> Bool {
    switch extent {
    case .repeats(let count): rounds < max(count, 1)
    case .duration(let duration): rounds < Self.roundsMin || clock.now - start < duration
    }
  }
}
