import Coordination
import Learning
import Simulation
import Testing
import TrainingWorker

@Suite("The shells")
struct ShellTests {
  private func send(_ bytes: [UInt8], _ payload: InMemoryBuffer? = nil, over link: InMemoryLink) {
    _ = bytes.withUnsafeBytes { link.send($0, payload: payload, to: .server) }
  }

  @Test("let a peer that sends garbage touch no one else's session")
  func garbage() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .steps(30)
    let (cluster, recorder) = run.cluster(configuration)
    run.addWorkers(2, to: cluster)
    let intruder = cluster.network.makeWorkerLink()
    let buffer = intruder.makeBuffer(count: 5)
    var random = UInt64(1)
    var sent: UInt64 = 0
    _ = try cluster.run { _ in
      sent += 1
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bytes = (0..<Int(random >> 59)).map { UInt8(truncatingIfNeeded: random >> UInt64($0)) }
      send(bytes, random >> 58 & 1 == 0 ? buffer : nil, over: intruder)
      while let incoming = intruder.receive() {
        if let payload = incoming.payload { intruder.release(payload) }
      }
    }
    #expect(recorder.departures.isEmpty)
    #expect(recorder.losses.count == 30)
    #expect(cluster.server.link.heldPayloads == 0)
    let told = recorder.events.compactMap { event -> FrameMistake? in
      if case .badFrame(let mistake, _, _) = event { mistake } else { nil }
    }
    // One of each kind, in whatever order they came; all that came before the end are counted.
    #expect(told.count == 2 && Set(told) == [.truncated, .notLockstep])
    let counts = recorder.events.compactMap { event -> UInt64? in
      if case .discarded(let badFrames, 0) = event { badFrames } else { nil }
    }
    #expect(counts.count == 1 && counts[0] > 30 && counts[0] <= sent)
  }

  /// Nothing else tells the server before its next heartbeat, a second later: the step waits for the
  /// worker's part of it.
  @Test("hear at once of a connection that ends in mid-step")
  func disconnected() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .steps(30)
    let (cluster, recorder) = run.cluster(configuration)
    run.addWorkers(2, to: cluster)
    var cutAt: Instant?
    var heardAt: Instant?
    _ = try cluster.run { cluster in
      if cutAt == nil, recorder.losses.count == 5 {
        cluster.workers[1].link.disconnect()
        cutAt = cluster.clock.now
      }
      if heardAt == nil, !recorder.departures.isEmpty { heardAt = cluster.clock.now }
    }
    #expect(recorder.departures.first?.reason == .disconnected)
    let delay = try #require(heardAt) - (try #require(cutAt))
    #expect(delay < .milliseconds(100))
  }

  @Test("refuse another BLAS kernel and other data, and say why")
  func refuses() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .steps(2)
    configuration.requiredBLASKernel = "simulated"
    let (cluster, _) = run.cluster(configuration)
    let sandy = cluster.addWorker(name: "sandy", blasKernel: "Sandybridge") { _ in run.workload() }
    let stranger = cluster.addWorker(name: "stranger") { _ in
      NetworkWorkload(
        network: DigitsRun.network, task: .multiclass, training: run.data.training,
        validation: run.data.validation,
        fingerprint: DataFingerprint(training: 1, validation: run.fingerprint.validation),
        sampler: run.sampler, scaling: .mean)
    }
    let unable = cluster.addWorker(name: "unable") { _ in throw DigitsRun.NoFile() }
    run.addWorkers(1, to: cluster)
    _ = try cluster.run()
    #expect(sandy.outcome == .refused(.kernel(worker: "Sandybridge", run: "simulated")))
    #expect(
      stranger.outcome
        == .refused(.data(.training, worker: 1, server: run.fingerprint.training)))
    #expect(unable.outcome == .unprepared("NoFile()"))
    #expect(
      sandy.outcome?.clause.contains("OPENBLAS_CORETYPE=simulated") == true
        && stranger.outcome?.clause.contains("0000000000000001") == true)
  }

  @Test("end a run only when its last checkpoint is durable")
  func durable() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .steps(3)
    let store = InMemoryCheckpointStore(.whenTold)
    let (cluster, recorder) = run.cluster(configuration, store: store)
    run.addWorkers(1, to: cluster)
    for _ in 0..<500 { cluster.round() }
    #expect(cluster.server.version == 3 && store.pendingVersion == 3)
    #expect(cluster.server.outcome == nil && cluster.workers[0].isRunning)
    store.completePending()
    #expect(try cluster.run() == .completed(.allSteps(3)))
    #expect(recorder.events.contains(.checkpointWritten(version: 3)))
    #expect(cluster.workers[0].outcome == .finished(.completed(.allSteps(3))))
  }

  @Test("go on when a checkpoint can't be written, and say so")
  func full() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .steps(6)
    configuration.checkpoints = .steps(2)
    let store = InMemoryCheckpointStore(.whenTold)
    let (cluster, recorder) = run.cluster(configuration, store: store)
    run.addWorkers(1, to: cluster)
    _ = try cluster.run { _ in
      if store.pendingVersion == 2 {
        store.failPending(reason: "there is no space left")
      } else {
        store.completePending()
      }
    }
    #expect(
      recorder.events.contains(
        .checkpointFailed(version: 2, reason: "there is no space left", count: 1)))
    #expect(store.checkpoints.map(\.version) == [4, 6])
  }

  @Test("fail when the last checkpoint can't be written: what was trained is lost")
  func fullAtTheEnd() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .steps(6)
    configuration.checkpoints = .steps(4)
    let store = InMemoryCheckpointStore(.whenTold)
    let (cluster, _) = run.cluster(configuration, store: store)
    run.addWorkers(1, to: cluster)
    let outcome = try cluster.run { _ in
      if store.pendingVersion == 6 {
        store.failPending(reason: "there is no space left")
      } else {
        store.completePending()
      }
    }
    #expect(outcome == .failed(.lastCheckpoint(version: 6, "there is no space left")))
    #expect(store.checkpoints.map(\.version) == [4])
  }

  @Test("write checkpoints that hold θ, the optimizer's state, its names and the job")
  func checkpoints() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.length = .steps(5)
    let (cluster, _) = run.cluster(configuration)
    run.addWorkers(2, to: cluster)
    _ = try cluster.run()
    let checkpoint = try LoadedCheckpoint(try #require(cluster.store.newest).bytes)
    let description = checkpoint.description
    #expect(description.version == 5 && description.generation == 1)
    #expect(description.job == "digits")
    #expect(description.parameters.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias"])
    #expect(description.parameters.map(\.shape) == [[32, 64], [32], [10, 32], [10]])
    #expect(description.optimizerState == ["adam.first_moment", "adam.second_moment"])
    #expect(sha256(checkpoint.parameters) == sha256(cluster.server.currentParameters))
    #expect(checkpoint.optimizerState.allSatisfy { $0.contains { $0 != 0 } })
    #expect(checkpoint.optimizerState[1].allSatisfy { $0 >= 0 })
  }

  @Test("stop at once where training diverges, and keep the last good checkpoint")
  func diverges() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.checkpoints = .steps(1)
    let (cluster, _) = run.cluster(configuration, rate: 1e38)
    run.addWorkers(2, to: cluster)
    let outcome = try cluster.run()
    switch outcome {
    case .failed(.loss), .failed(.gradient), .failed(.update): break
    default: Issue.record("it ended as \(outcome)")
    }
    let kept = try LoadedCheckpoint(try #require(cluster.store.newest).bytes)
    #expect(kept.parameters.allSatisfy { $0.isFinite })
    #expect(cluster.workers.allSatisfy { $0.outcome == .finished(outcome) })
  }

  @Test("a worker whose server never answers gives up after its time")
  func noServer() throws {
    let run = try DigitsRun()
    let (cluster, _) = run.cluster()
    run.addWorkers(1, to: cluster)
    cluster.roundsPerServerTurn = .max
    cluster.round()
    while cluster.workers[0].isRunning { cluster.round() }
    #expect(
      cluster.workers[0].outcome
        == .lostServer(after: .seconds(60)))
  }

  @Test("give the same events in every run")
  func deterministic() throws {
    let run = try DigitsRun()
    var events: [[RunEvent]] = []
    for _ in 0..<2 {
      var configuration = run.configuration
      configuration.length = .steps(30)
      let (cluster, recorder) = run.cluster(configuration)
      run.addWorkers(3, to: cluster)
      _ = try cluster.run { cluster in
        if cluster.server.version == 10 { cluster.workers[2].kill() }
      }
      events.append(recorder.events)
    }
    #expect(events[0] == events[1])
  }
}
