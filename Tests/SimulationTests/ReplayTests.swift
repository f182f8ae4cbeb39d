import Coordination
import Optimizers
import ParameterServer
import Replay
import Simulation
import Testing
import TrainingWorker

/// What a cluster has done is computed again from what it recorded.
@Suite struct ReplayTests {
  @Test(
    arguments: [
      (.sync(drop: 0), 0, 3), (.sync(drop: 2), 0, 3), (.async, 0, 1), (.async, 0, 4),
      (.async, 0.5, 4), (.bounded(staleness: 2), 0, 4),
    ] as [(CoordinatorConfiguration.Mode, Float, Int)])
  func `to the same bits`(
    mode: CoordinatorConfiguration.Mode, compensation: Float, workers: Int
  ) throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.mode = mode
    configuration.compensation = compensation
    let store = InMemoryCheckpointStore()
    let (cluster, recorder) = run.cluster(configuration, store: store)
    run.addWorkers(workers, to: cluster)
    #expect(try !cluster.run().isFailure)
    #expect(recorder.losses.count == Int(DigitsRun.steps))

    let needsLog = Replay<NetworkWorkload>.needsLog(configuration)
    #expect(store.recorded.count == (needsLog ? Int(DigitsRun.steps) : 0))
    if case .async = mode, workers > 1 {
      #expect(store.recorded.contains { $0.staleness > 0 }, "a replay in order would do")
    }
    if case .sync(drop: 2) = mode {
      #expect(store.recorded.contains { $0.microBatches != [0..<DigitsRun.microBatches] })
    }
    let replay = Replay(
      configuration,
      job: ServedJob(
        layout: DigitsRun.network.layout, update: DigitsRun.update,
        schedule: LearningRateSchedule(baseRate: DigitsRun.rate),
        start: .new(DigitsRun.fill)),
      trainingSamples: run.data.training.sampleCount, workload: run.workload(),
      log: store.recorded)
    for _ in 0..<DigitsRun.steps { try replay.advance() }
    #expect(sha256(replay.parameters) == sha256(cluster.server.currentParameters))
  }
}
