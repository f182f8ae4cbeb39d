import Coordination

/// What happened in a universe, line by line, where someone wants to read it.
final class Trace {
  private let clock: VirtualClock
  private let write: ((String) -> Void)?

  init(_ clock: VirtualClock, _ write: ((String) -> Void)?) {
    self.clock = clock
    self.write = write
  }

  /// Adds a line, with the time.
  func note(_ line: @autoclosure () -> String) {
    if let write { write("\(clock.now.inSeconds)  \(line())") }
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
