import Coordination
import Hashing

extension Job {
  /// What the coordinator needs to know of the job.
  public var coordinatorConfiguration: CoordinatorConfiguration {
    let runLength: CoordinatorConfiguration.Length =
      switch length {
      case .epochs(let count): .epochs(UInt64(count))
      case .steps(let count): .steps(UInt64(count))
      }
    var configuration = CoordinatorConfiguration(
      job: canonicalText, batch: batch, microBatches: microBatches, length: runLength,
      measuresAccuracy: task != .regression)
    configuration.jobFingerprint = fingerprint
    configuration.checkpoints =
      switch checkpointEvery {
      case .epoch: .epochs
      case .steps(let count): .steps(UInt64(count))
      case .seconds(let count): .time(.seconds(UInt64(count)))
      }
    configuration.mode =
      switch mode {
      case .sync: .sync(drop: drop)
      case .async: .async
      case .bounded: .bounded(staleness: UInt64(staleness))
      }
    configuration.compensation = compensate
    configuration.skipsNonFinite = skipsNonFinite
    // By way of the text: 0.975 as a Float is not 0.975 as a Double, and the log says which it was.
    configuration.targetAccuracy = targetAccuracy.flatMap { Double($0.description) }
    configuration.targetLoss = targetLoss.flatMap { Double($0.description) }
    configuration.patience = patience.map { UInt64($0) }
    configuration.reducesRateAfter = scheduleName == .plateau ? UInt64(plateauPatience) : nil
    return configuration
  }

  /// Tells this job from every other in the envelopes of messages: the first 8 bytes of the SHA-256
  /// of its canonical text, as a big-endian number.
  public var fingerprint: UInt64 {
    SHA256.hash(Array(canonicalText.utf8)).prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  }
}
