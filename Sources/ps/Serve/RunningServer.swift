import CommandLineParsing
import Coordination
import Hashing
import Jobs
import Learning
import ParameterServer
import Platform
import RunLog
import Storage
import Tensors
import Text

/// One run being served: the shell with everything around it, and the loop that turns it.
final class RunningServer {
  private typealias Shell = ServerShell<
    ServerLink, CheckpointFolder, MonotonicClock, ThreadPool, RunReporter
  >

  private let plan: RunPlan
  private let options: ServeOptions
  private let wakeup: Wakeup
  private let signals: Signals
  private let store: CheckpointFolder
  private let shell: Shell
  private let reporter: RunReporter
  private let data: BackgroundResult<DataSummary>
  private let clock = MonotonicClock()
  private let parent = ThisProcess.parent
  private var dataError: (any Error)?
  private var endingSignal: Int32?
  private var hasBeenCrowded = false

  init(
    _ plan: consuming RunPlan, _ options: ServeOptions, wakeup: Wakeup, signals: Signals
  ) throws {
    try plan.checkMemory()
    let initialFile = try plan.initialFile
    let served = try plan.takeServedJob()
    self.plan = plan
    self.options = options
    self.wakeup = wakeup
    self.signals = signals
    ThisProcess.keepFreedMemory()
    // Before anything is made that would be left behind where it can't be written to.
    let notices = try options.noticesFile.map { path in try Notices(path) }
    let link = try ServerLink.listening(
      at: options.endpoint, inputOutputThreads: options.inputOutputThreads,
      payloadBytes: served.layout.count * MemoryLayout<Float>.stride,
      heartbeatTimeout: options.heartbeatTimeout, keys: options.keys, wakeup: wakeup)
    // Before the first word to a worker, who must be able to tell this server from those before.
    try plan.folder.begin(
      job: plan.job.fileText, generation: plan.generation, initial: initialFile)
    MessageLines(of: "ps", as: "ps serve", isJSON: options.showsJSON).speakForProcess()
    reporter = RunReporter(
      log: try LineFile(appendingTo: plan.folder.logPath), notices: notices,
      logEvery: options.logEvery, workersExpected: max(options.workersExpected, options.workersMin),
      version: plan.firstVersion, showsJSON: options.showsJSON, isQuiet: options.isQuiet)
    let endpoint = link.endpoint
    reporter.open(
      ServerStart(
        generation: plan.generation.number, version: plan.firstVersion, endpoint: endpoint,
        settings: options.settings + plan.resolved.settings.map(\.description)))
    for checkpoint in plan.damaged { reporter.show("passed over a damaged file: \(checkpoint)") }
    for remark in plan.remarks { reporter.show(remark) }
    if !options.scheduledSettings.isEmpty {
      reporter.show("told by Slurm: \(options.scheduledSettings.joined(separator: ", "))")
    }
    let authorized = options.keys.map { $0.authorized.keys.count }
    let admission = authorized.map { ", for \(CountedNoun.text($0, "key"))" } ?? ""
    reporter.show("listening at \(endpoint)\(admission), writing to \(plan.folder.path)")
    store = CheckpointFolder(
      folder: plan.folder, kept: plan.job.checkpointsKept,
      generation: plan.generation.number, firstVersion: plan.firstVersion, wakeup: wakeup)
    shell = Shell(
      Self.configuration(plan, options), job: consume served, link: link, store: store,
      clock: MonotonicClock(), executor: ThreadPool(concurrency: options.threads),
      observer: reporter)
    let (job, known, trained) = (plan.job, plan.data, plan.trainedData)
    let folder = options.dataFolder
    data = BackgroundResult(wakeup: wakeup) {
      try known ?? DataReading.summary(of: job, folder: folder, resuming: trained)
    }
  }

  private static func configuration(
    _ plan: RunPlan, _ options: ServeOptions
  ) -> CoordinatorConfiguration {
    var configuration = plan.job.coordinatorConfiguration
    configuration.generation = plan.generation.number
    configuration.firstVersion = plan.firstVersion
    configuration.appliedAhead = plan.appliedAhead
    configuration.validationHistory = plan.validationHistory
    configuration.workersExpected = options.workersExpected
    configuration.workersMin = options.workersMin
    configuration.sharesFollowPace = options.sharesFollowPace
    configuration.speculationShare = options.speculationShare
    configuration.sendsInTurn = options.sendsInTurn
    configuration.requiredBLASKernel = options.allowsMixedKernels ? nil : BLAS.coreName
    configuration.heartbeatTimeout = options.heartbeatTimeout
    configuration.authorizedKeys = options.keys?.authorized.keys
    return configuration
  }

  /// Serves until the run is over, and answers the exit code.
  func run() -> Int32 {
    while shell.outcome == nil {
      shell.turn()
      takeData()
      takeSignals()
      takeKeys()
      showStorage()
      showCrowding()
      guard shell.outcome == nil else { break }
      reporter.refresh(at: clock.now)
      shell.link.wait(until: min(shell.nextTurn, reporter.nextRefresh))
    }
    // After a failure no checkpoint has seen to it.
    store.flush()
    showStorage()
    shell.link.close()
    removeLaunchersFolder()
    let crowdedOut = shell.link.crowdedOut
    if crowdedOut > 1 {
      let connections = CountedNoun.text(Int(clamping: crowdedOut), "connection")
      reporter.show("\(connections) in all were refused or closed since there were too many")
    }
    reporter.write(
      .resources(
        ServerResources(
          cpuSeconds: ThisProcess.cpuSeconds,
          peakMemoryBytes: UInt64(clamping: ThisProcess.peakMemoryBytes), crowdedOut: crowdedOut)))
    reporter.endLine()
    return exitCode()
  }

  /// A launcher that was killed leaves its folder for temporary files behind.
  private func removeLaunchersFolder() {
    guard options.exitsWithParent, ThisProcess.parent != parent, let path = options.noticesFile
    else { return }
    Files.remove(path)
    Files.removeEmptyFolder(Files.folder(of: path))
  }

  private func showStorage() {
    if let notice = store.takeNotice() { reporter.show(notice, isFailure: true) }
    if let failure = store.takeLogFailure() { reporter.show(failure, isFailure: true) }
  }

  private func showCrowding() {
    guard !hasBeenCrowded, shell.link.crowdedOut > 0 else { return }
    hasBeenCrowded = true
    reporter.show(shell.link.crowdingDescription, isFailure: true)
    reporter.write(.crowded(connectionsMax: shell.link.connectionsMax))
  }

  /// Writes θ to another place where the last checkpoint could not be written, and says where.
  private func rescue() {
    do {
      let folder = try shell.rescue { description, parameters, state in
        try store.rescue(description, parameters: parameters, optimizerState: state)
      }
      guard let folder else { return }
      reporter.show(
        "θ of step \(shell.version) is saved in '\(folder)' instead: go on with it by --resume "
          + "--out \(folder)", isFailure: true)
    } catch {
      reporter.show("θ of step \(shell.version) is lost: \(error)", isFailure: true)
    }
  }

  private func takeData() {
    switch data.take() {
    case .success(let summary):
      let facts = summary.facts
      let notices = plan.job.notices(
        trainingSamples: facts.trainingSamples,
        workers: max(options.workersExpected, options.workersMin))
      for notice in summary.notes + notices { reporter.show("note: \(notice)") }
      shell.dataReady(facts, saying: summary.data.text)
    case .failure(let error):
      dataError = error
      shell.dataFailed(reason: "\(error)")
    case nil: break
    }
  }

  private func takeKeys() {
    guard let authorized = options.keys?.authorized else { return }
    if let (keys, problem) = authorized.takeChange() { shell.authorized(keys, problem: problem) }
    while let connection = authorized.takeTurnedAway() { shell.turnedAway(connection) }
  }

  private func takeSignals() {
    while let signal = signals.poll() {
      guard signal != Signals.checkpoint else {
        shell.checkpoint()
        continue
      }
      endingSignal = signal
      shell.stop(Signals.reason(signal))
    }
    if options.exitsWithParent, ThisProcess.parent != parent {
      shell.stop(.parentEnded)
    }
  }

  private func exitCode() -> Int32 {
    if let dataError {
      plan.folder.discard()
      return ((dataError as? RunFailure)?.exitCode ?? .usage).rawValue
    }
    switch shell.outcome {
    case .completed:
      return ExitCode.success.rawValue
    case .interrupted:
      return endingSignal.map(Signals.exitCode) ?? ExitCode.success.rawValue
    case .failed, nil:
      rescue()
      if let version = reporter.progress.checkpoint {
        reporter.show("the last good checkpoint is that of step \(version)", isFailure: true)
      }
      if reporter.progress.failedCheckpoints > 0 {
        reporter.show(reporter.progress.failedCheckpointsText, isFailure: true)
      }
      return ExitCode.failure.rawValue
    }
  }

  /// Shows what the run has come to, unless it failed.
  func summarize() throws(OutputError) {
    switch shell.outcome {
    case .completed, .interrupted: break
    case .failed, nil: return
    }
    guard !options.isQuiet, dataError == nil else { return }
    guard shell.version > plan.firstVersion || Files.exists(plan.folder.latestPath) else {
      return reporter.show("nothing was trained, and nothing is kept")
    }
    let progress = reporter.progress
    var lines = progress.results.map { name, value in
      name + String(repeating: " ", count: 15 - name.count) + value
    }
    if progress.samplesPerSecond > 0 {
      let rate = DecimalText.fixed(progress.samplesPerSecond, digits: 0)
      let time = DecimalText.duration(seconds: progress.trainingSeconds)
      lines.append("throughput     \(rate) samples/s over \(time) of training")
    }
    let best = "\(plan.folder.path)/\(CheckpointName.best)"
    if let validation = shell.bestValidation, validation.version < shell.version,
      Files.exists(best)
    {
      let loss = DecimalText.loss(validation.loss, digits: 4)
      lines.append("best           loss \(loss) at step \(validation.version): \(best)")
    }
    let bytes = UnsafeRawBufferPointer(shell.currentParameters)
    lines.append("weights        \(Hexadecimal.text(SHA256.hash(bytes)))  (SHA-256 of θ)")
    if Files.exists(plan.folder.latestPath) {
      lines.append("               \(plan.folder.latestPath)")
    }
    if progress.failedCheckpoints > 0 {
      lines.append("checkpoints    \(progress.failedCheckpointsText)")
    }
    let memory = Double(ThisProcess.peakMemoryBytes) / 1e6
    lines.append("server memory  \(DecimalText.fixed(memory, digits: 0)) MB at most")
    let text = lines.map { $0 + "\n" }.joined()
    if let endingSignal {
      try Console.lastOutput(text, after: endingSignal)
    } else {
      try Console.output(text)
    }
  }
}
