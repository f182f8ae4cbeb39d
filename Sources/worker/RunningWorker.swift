import CommandLineParsing
import Coordination
import Jobs
import Learning
import Platform
import Rendering
import Tensors
import TrainingWorker

/// One worker: the shell with everything around it, and the loop that turns it.
final class RunningWorker {
  private typealias Shell = WorkerShell<
    WorkerLink, NetworkWorkload, MonotonicClock, WorkerReporter
  >

  /// How long a worker whose launcher has gone may take to end before it is ended where it stands.
  private static let orphanTime = Interval.seconds(10)

  private let options: WorkerOptions
  private let endings: Endings
  private let shell: Shell
  private let preparation: JobPreparation

  init(_ options: WorkerOptions, wakeup: Wakeup, signals: Signals) throws {
    self.options = options
    options.messages.speakForProcess()
    let inputEnd =
      options.exitsWithInput
      ? try InputEnd(wakeup: wakeup, grace: Self.orphanTime) : nil
    let endings = Endings(options, signals: signals, inputEnd: inputEnd)
    self.endings = endings
    ThisProcess.keepFreedMemory()
    DescriptorLimit.raise()
    try ServerAddress.lookUp(options.endpoint) { options.messages.note($0) }
    let link = try WorkerLink.connecting(
      to: options.endpoint, heartbeatTimeout: options.heartbeatTimeout, keys: options.keys,
      wakeup: wakeup)
    let hello = Hello(
      name: options.name, host: ThisProcess.hostName, blasKernel: BLAS.coreName)
    let preparation = JobPreparation(
      folder: options.dataFolder, wakeup: wakeup, reading: Files.contents(of:),
      memory: { ThisProcess.availableMemory }, reasonToEnd: endings.poll)
    self.preparation = preparation
    shell = Shell(
      hello: hello, serverTimeout: options.serverTimeout, link: link, clock: MonotonicClock(),
      observer: WorkerReporter(messages: options.messages)
    ) { try preparation.workload($0) }
  }

  /// Works until the run is over, and answers the exit code.
  func run() -> Int32 {
    if !options.scheduledSettings.isEmpty {
      options.messages.note("told by Slurm: \(options.scheduledSettings.joined(separator: ", "))")
    }
    while shell.outcome == nil {
      let hasComputed = shell.turn()
      if let reason = endings.poll() { shell.stop(reason) }
      // What has come in meanwhile is dealt with before the next micro-batch.
      if !hasComputed, shell.outcome == nil { shell.link.wait(until: shell.nextTurn) }
    }
    return conclude()
  }

  private func conclude() -> Int32 {
    guard let outcome = shell.outcome else { return ExitCode.failure.rawValue }
    switch outcome {
    case .finished:
      options.messages.note("the run is over: \(outcome.clause)")
      return ExitCode.success.rawValue
    case .left:
      options.messages.note("left: \(outcome.clause)")
      return endings.exitCode
    case .unprepared where preparation.interruption != nil:
      options.messages.note("left while it read its data: \(outcome.clause)")
      return endings.exitCode
    case .refused, .notConnected, .unprepared:
      options.messages.failure("refused: \(outcome.clause)")
      return ExitCode.usage.rawValue
    case .lostServer:
      options.messages.failure("gave up: \(outcome.clause)")
      return ExitCode.failure.rawValue
    }
  }
}
