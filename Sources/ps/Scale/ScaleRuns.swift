import Benchmarking
import CommandLineParsing
import Coordination
import Jobs
import Platform
import Reports
import RunLog
import Text

/// The runs by which a job's scaling is measured, one after the other.
final class ScaleRuns {
  private(set) var results: ScaleResults

  private let setup: ScaleSetup
  private let options: ScaleOptions
  private let wakeup: Wakeup
  private let signals: Signals
  private let clock = MonotonicClock()
  private let programPath: String?
  /// The signal that ends everything, once one has come.
  private var interruption: Int32?

  init(_ setup: ScaleSetup, _ options: ScaleOptions, wakeup: Wakeup, signals: Signals) {
    self.setup = setup
    self.options = options
    self.wakeup = wakeup
    self.signals = signals
    programPath = ThisProcess.executablePath
    results = ScaleResults(
      plan: setup.plan, budget: setup.hosts.budget, job: setup.job.json,
      isReproducible: setup.job.mode == .sync && setup.job.drop == 0, hasTarget: setup.hasTarget,
      warmUp: options.warmUp, steps: options.steps, start: WallClock.seconds)
  }

  /// Runs all of them, and answers the exit code.
  func run() throws -> Int32 {
    let start = clock.now
    let count = setup.plan.points.count * setup.plan.repeats
    var number = 0
    for index in 0..<setup.plan.repeats {
      for point in setup.plan.order(ofRepeat: index) {
        number += 1
        guard let measurement = try measure(point, repetition: index) else {
          Console.error("ps: interrupted; no report is written\n")
          return ExitCode.signal(interruption ?? Signals.interrupt)
        }
        results.add(measurement, of: point)
        show(measurement, point, "\(number) of \(count)")
      }
    }
    results.seconds = (clock.now - start).inSeconds
    return ExitCode.success.rawValue
  }

  private func show(_ measurement: RunMeasurement, _ point: ScalePoint, _ number: String) {
    guard !options.isQuiet else { return }
    Console.error(
      "ps: run \(number): \(point.name): "
        + "\(DecimalText.fixed(measurement.throughput, digits: 0)) samples/s\n")
  }

  /// Nil where it was interrupted.
  private func measure(_ point: ScalePoint, repetition: Int) throws -> RunMeasurement? {
    guard case .launched(let workers, let batch, let microBatches) = point else {
      return try LoneTraining(setup.job, setup.data, initial: setup.initial).run(
        warmUp: options.warmUp, steps: options.steps, isStopped: isInterrupted)
    }
    let folder = "\(options.folder)/runs/\(point.name)-run-\(repetition + 1)"
    guard let program = programPath else {
      throw RunFailure("can't find out where this program lies")
    }
    let ending = try end(
      of: ChildProcess(
        [program, "launch", "--out=\(folder)", "--batch=\(batch)"]
          + ["--micro-batches=\(microBatches)"] + setup.launchArguments
          + setup.hosts.launchArguments(workers: workers), takesSignals: true))
    if interruption != nil { return nil }
    guard ending == .exited(ExitCode.success.rawValue) else {
      throw RunFailure(
        "the run \(point.name) failed; its log is in '\(folder)'",
        exitCode: ending == .exited(ExitCode.usage.rawValue) ? .usage : .failure)
    }
    return try read(folder)
  }

  private func isInterrupted() -> Bool {
    while let signal = signals.poll() {
      switch signal {
      case Signals.childEnded: break
      case Signals.suspend: signals.suspendThisProcess()
      default: interruption = interruption ?? signal
      }
    }
    return interruption != nil
  }

  /// Waits for a launch. It is told to end in good order, and who insists has it end at once.
  private func end(of launch: ChildProcess) -> ChildProcess.Ending {
    while true {
      while let signal = signals.poll() {
        switch signal {
        case Signals.childEnded: break
        case Signals.suspend:
          launch.signal(signal)
          signals.suspendThisProcess()
          launch.signal(Signals.resume)
        default:
          launch.signal(signal)
          interruption = interruption ?? signal
        }
      }
      while let (id, ending) = ChildProcess.nextEnded(waiting: false) {
        if id == launch.id { return ending }
      }
      wakeup.wait(until: clock.now + .seconds(3600))
    }
  }

  private func read(_ folder: String) throws -> RunMeasurement {
    var measuring = RunMeasuring(
      warmUp: options.warmUp,
      target: .init(
        loss: setup.job.targetLoss.map(Double.init),
        accuracy: setup.job.targetAccuracy.map(Double.init)),
      isSequential: setup.job.mode == .sync)
    var reading = RunLogReading()
    let log = "\(folder)/log.jsonl"
    try Files.forEachChunk(of: log) { chunk in reading.read(chunk) { measuring.add($0) } }
    reading.finish { measuring.add($0) }
    do {
      var measurement = try measuring.measurement()
      measurement.digest = RunReading.weights(in: folder)?.digest
      // θ and the optimizer's state of every run would fill the disk; the log is kept.
      CheckpointFolder.removeAll(in: folder)
      return measurement
    } catch {
      throw RunFailure("the run in '\(folder)' can't be measured: \(error)")
    }
  }
}
