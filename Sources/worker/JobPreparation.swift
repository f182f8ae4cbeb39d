import Coordination
import Jobs
import Learning
import Platform
import TrainingWorker

/// Makes the job of a server's welcome ready on this host: loads its data, on a thread of its own, so
/// that whatever ends the worker ends it also while a file is read that takes long or never ends.
///
/// The server is not trusted with what is in this host's files: whatever is wrong with them, it is told
/// no more than that they can't be used.
final class JobPreparation {
  /// How often it is looked whether the worker is to end.
  private static let pollInterval = Interval.milliseconds(200)

  /// Why the worker was to end before the job was ready; nil as long as it was not.
  private(set) var interruption: StopReason?

  private let folder: String?
  private let wakeup: Wakeup
  private let reading: @Sendable (String) throws -> [UInt8]
  private let memory: AvailableMemory
  private let reasonToEnd: () -> StopReason?

  /// - Parameters:
  ///   - folder: where all files of data must lie; nil for wherever the job says.
  ///   - wakeup: signalled, too, when there may be a reason to end.
  ///   - reading: reads a file of data.
  ///   - memory: how much there is.
  ///   - reasonToEnd: why the worker is to end, if it is.
  init(
    folder: String?, wakeup: Wakeup, reading: @escaping @Sendable (String) throws -> [UInt8],
    memory: @escaping AvailableMemory, reasonToEnd: @escaping () -> StopReason?
  ) {
    self.folder = folder
    self.wakeup = wakeup
    self.reading = reading
    self.memory = memory
    self.reasonToEnd = reasonToEnd
  }

  /// The workload of a welcome's job, with its data from this host's files.
  ///
  /// - Throws: an `Unprepared`.
  func workload(_ welcome: Welcome) throws -> NetworkWorkload {
    let job: Job
    do {
      job = try Job(json: welcome.job)
    } catch {
      throw Unprepared("\(error)", reported: .other("\(error)"))
    }
    guard job.microBatches == welcome.microBatches else {
      throw Unprepared(
        reported: .microBatches(welcome: welcome.microBatches, job: job.microBatches))
    }
    let data = try load(job)
    let sampler = Sampler(
      sampleCount: data.training.sampleCount, batch: job.batch, microBatches: job.microBatches,
      seed: job.seed)
    let needed = NetworkWorkload.bytes(
      network: data.network, hasDropout: job.dropout > 0, sampler: sampler,
      validationSamples: data.validation?.sampleCount ?? 0)
    let available = memory()
    guard needed <= available else {
      throw Unprepared(
        "the job's model and micro-batches need \(needed) bytes of memory, and \(available) are "
          + "available here", reported: .memory)
    }
    return NetworkWorkload(
      network: data.network, task: job.task, classificationLoss: job.loss,
      classWeights: job.classWeights(of: data.training), dropout: job.dropoutMasks,
      training: data.training, validation: data.validation, fingerprint: data.fingerprint,
      sampler: sampler, scaling: job.reduction == .mean ? .mean : .sum)
  }

  private func load(_ job: Job) throws(Unprepared) -> JobData {
    let (folder, reading, memory) = (folder, reading, memory)
    let loading = BackgroundResult(wakeup: wakeup) {
      try JobData(
        job, folder: folder,
        reading: { path in
          try reading(folder.map { try Files.resolved(path, within: $0) } ?? path)
        },
        memory: memory)
    }
    while true {
      switch loading.take() {
      case .success(let data): return data
      case .failure(let error):
        throw Unprepared("\(error)", reported: .data)
      case nil: break
      }
      if let reason = reasonToEnd() {
        interruption = reason
        throw Unprepared(reported: .stopping(reason))
      }
      wakeup.wait(until: MonotonicClock().now + Self.pollInterval)
    }
  }
}

/// Why a job could not be made ready.
struct Unprepared: PreparationError, CustomStringConvertible {
  let description: String
  let reportedReason: UnableReason

  /// - Parameters:
  ///   - reason: the sentence for the worker's own messages; that of `reported` by default.
  ///   - reported: the reason that the worker sends to the server.
  init(_ reason: String? = nil, reported: UnableReason) {
    description = reason ?? reported.description
    reportedReason = reported
  }
}
