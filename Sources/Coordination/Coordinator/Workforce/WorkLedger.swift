/// Who computes which unit of the work at hand: the micro-batches of a step, or the slices of an
/// evaluation. Every unit is open, assigned to one session, or done, and never leaves `done`.
struct WorkLedger {
  enum Unit: Equatable {
    case open
    case assigned(SessionID)
    case done
  }

  private(set) var units: [Unit] = []
  private(set) var openCount = 0
  private(set) var doneCount = 0

  var isComplete: Bool { doneCount == units.count }

  /// The units that are done, as ranges that do not touch.
  var doneRanges: [Range<Int>] {
    var ranges: [Range<Int>] = []
    for unit in units.indices where units[unit] == .done {
      if let last = ranges.last, last.upperBound == unit {
        ranges[ranges.count - 1] = last.lowerBound..<unit + 1
      } else {
        ranges.append(unit..<unit + 1)
      }
    }
    return ranges
  }

  /// Starts over with `count` open units, in the memory of the last ones.
  mutating func restart(count: Int) {
    units.removeAll(keepingCapacity: true)
    for _ in 0..<count { units.append(.open) }
    openCount = count
    doneCount = 0
  }

  /// The first run of open units at or after `start`, at most `limit` long.
  func openRun(from start: Int, limit: Int) -> Range<Int>? {
    var lower = start
    while lower < units.count, units[lower] != .open { lower += 1 }
    guard lower < units.count else { return nil }
    var upper = lower
    while upper < units.count, upper - lower < limit, units[upper] == .open { upper += 1 }
    return lower..<upper
  }

  /// The first run at or after `start` of units that a session is to do.
  func run(of session: SessionID, from start: Int) -> Range<Int>? {
    guard let lower = units[start...].firstIndex(of: .assigned(session)) else { return nil }
    let upper = units[lower...].firstIndex { $0 != .assigned(session) } ?? units.count
    return lower..<upper
  }

  /// Gives open units to a session.
  mutating func assign(_ range: Range<Int>, to session: SessionID) {
    for unit in range {
      precondition(units[unit] == .open)
      units[unit] = .assigned(session)
    }
    openCount -= range.count
  }

  /// Marks a unit as done.
  ///
  /// - Returns: the session that it was assigned to, if it was.
  mutating func complete(_ unit: Int) -> SessionID? {
    let before = units[unit]
    units[unit] = .done
    switch before {
    case .done: return nil
    case .open:
      openCount -= 1
      doneCount += 1
      return nil
    case .assigned(let session):
      doneCount += 1
      return session
    }
  }

  /// Opens what a session was to do and has not done.
  ///
  /// - Returns: how many units that were.
  mutating func release(_ session: SessionID) -> Int {
    var released = 0
    for unit in units.indices where units[unit] == .assigned(session) {
      units[unit] = .open
      released += 1
    }
    openCount += released
    return released
  }

  /// What of the counts does not hold: open + assigned + done = all.
  var violatedInvariant: String? {
    let open = units.count { $0 == .open }
    let done = units.count { $0 == .done }
    guard open == openCount, done == doneCount else {
      return "\(open) units are open and \(done) done, counted as \(openCount) and \(doneCount)"
    }
    return nil
  }
}
