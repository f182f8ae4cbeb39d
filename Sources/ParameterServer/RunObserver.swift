import Coordination

/// Who is told what happens in a run: the log, the progress line, a test.
public protocol RunObserver {
  /// Takes an event. A step's event is followed by others many times a second.
  mutating func observe(_ event: RunEvent, at now: Instant)
}
