import Coordination

/// What happened in a universe, line by line, where someone wants to read it.
final class Trace {
  private let clock: VirtualClock
  private let isOn: Bool
  /// The lines so far.
  private(set) var lines: [String] = []

  init(_ clock: VirtualClock, isOn: Bool) {
    self.clock = clock
    self.isOn = isOn
  }

  /// Adds a line, with the time.
  func note(_ line: @autoclosure () -> String) {
    if isOn { lines.append("\(clock.now.inSeconds)  \(line())") }
  }
}

extension Instant {
  /// The time since the clock's origin in seconds, such as `12.034500000`.
  var inSeconds: String {
    let fraction = String(nanoseconds % 1_000_000_000)
    return "\(nanoseconds / 1_000_000_000)."
      + String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
  }
}
