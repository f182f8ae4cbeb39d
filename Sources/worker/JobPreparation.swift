import Coordination
import Jobs
import Learning
import Platform
import TrainingWorker

/// Makes the job of a server's welcome ready on this host: loads its data, on a thread of its own, so
/// that a signal ends the worker also while a file is read that takes long or never ends.
///
/// The server is not trusted with what is in this host's files: whatever is wrong with them, it is told
/// no more than that they can't be used.
final class JobPreparation {
  /// The worker was told to end before the job was ready.
  struct Interruption: Error {}

  /// The signal that ended it, if one has.
  private(set) var endingSignal: Int32?
  /// Whether the worker was told to end before the job was ready.
  private(set) var isInterrupted = false

  private let options: WorkerOptions
  private let wakeup: Wakeup
  private let signals: Signals
  private let inputEnd: InputEnd?
  private let parent = ThisProcess.parent

  init(_ options: WorkerOptions, wakeup: Wakeup, signals: Signals, inputEnd: InputEnd?) {
    self.options = options
    self.wakeup = wakeup
    self.signals = signals
    self.inputEnd = inputEnd
  }

  /// The workload of a welcome's job, with its data from this host's files.
  ///
  /// - Throws: an `Unprepared`, or an `Interruption`.
  func workload(_ welcome: Welcome) throws -> NetworkWorkload {
    let job: Job
    do {
      job = try Job(json: welcome.job)
    } catch {
      throw Unprepared("\(error)", told: "\(error)")
    }
    guard job.microBatches == welcome.microBatches else {
      let reason =
        "the server's welcome says \(welcome.microBatches) micro-batches, and its job "
        + "\(job.microBatches)"
      throw Unprepared(reason, told: reason)
    }
    let data: JobData
    do {
      data = try load(job)
    } catch let error as Interruption {
      throw error
    } catch {
      throw Unprepared(
        "\(error)", told: "it can't use its host's data for the job; its own messages say why")
    }
    return NetworkWorkload(
      network: data.network, task: job.task, classificationLoss: job.loss,
      classWeights: job.classWeights(of: data.training), dropout: job.dropoutMasks,
      training: data.training, validation: data.validation, fingerprint: data.fingerprint,
      sampler: Sampler(
        sampleCount: data.training.sampleCount, batch: job.batch,
        microBatches: job.microBatches, seed: job.seed),
      scaling: job.reduction == .mean ? .mean : .sum)
  }

  private func load(_ job: Job) throws -> JobData {
    let folder = options.dataFolder
    let loading = BackgroundResult(wakeup: wakeup) {
      try JobData(
        job, folder: folder,
        reading: { path in
          try Files.contents(of: folder.map { try Files.resolved(path, within: $0) } ?? path)
        },
        memory: { ThisProcess.availableMemory })
    }
    while true {
      if let result = loading.take() { return try result.get() }
      while let signal = signals.poll() {
        if signal == Signals.checkpoint { continue }
        endingSignal = signal
        isInterrupted = true
      }
      if options.exitsWithParent, ThisProcess.parent != parent { isInterrupted = true }
      if inputEnd?.hasCome == true { isInterrupted = true }
      if isInterrupted { throw Interruption() }
      wakeup.wait(until: MonotonicClock().now + .milliseconds(200))
    }
  }
}

/// Why a job could not be made ready.
private struct Unprepared: PreparationError, CustomStringConvertible {
  let description: String
  let toldToServer: String

  init(_ reason: String, told: String) {
    description = reason
    toldToServer = told
  }
}
