import Coordination

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
    configuration.targetAccuracy = targetAccuracy.map(Double.init)
    configuration.targetLoss = targetLoss.map(Double.init)
    return configuration
  }
}
