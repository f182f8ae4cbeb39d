import Coordination
import Platform

/// What tells a worker to end: a signal, or that whoever started it has.
final class Endings {
  /// The signal that has told it, if one has.
  private(set) var signal: Int32?

  private let options: WorkerOptions
  private let signals: Signals
  private let inputEnd: InputEnd?
  private let parent = ThisProcess.parent

  init(_ options: WorkerOptions, signals: Signals, inputEnd: InputEnd?) {
    self.options = options
    self.signals = signals
    self.inputEnd = inputEnd
  }

  /// Why it is to end; nil as long as it is not.
  func poll() -> StopReason? {
    var reason: StopReason?
    while let signal = signals.poll() {
      // Schedulers ask every process of a job for a checkpoint, but a worker holds nothing.
      if signal == Signals.checkpoint { continue }
      self.signal = signal
      reason = Signals.reason(signal)
    }
    if options.exitsWithParent, ThisProcess.parent != parent {
      reason = .parentEnded
    }
    if inputEnd?.hasCome == true { reason = .launcherEnded }
    return reason
  }

  /// What a worker ends with that has left because it was told to.
  var exitCode: Int32 { signal.map(Signals.exitCode) ?? 0 }
}
