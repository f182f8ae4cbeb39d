import Coordination
import Learning
import Simulation
import Testing
import TrainingWorker

@Suite("The same bits")
struct SameBitsTests {
  /// θ after all steps, and each step's loss, from the plain loop.
  private static let sequential = Result {
    var run = SequentialRun(try DigitsRun())
    run.train(steps: DigitsRun.steps)
    return (parameters: run.parameters, losses: run.losses)
  }

  private func expectSameBits(
    _ cluster: Cluster<NetworkWorkload, RunRecorder>, _ recorder: RunRecorder,
    lossesFrom first: Int = 0
  ) throws {
    let sequential = try Self.sequential.get()
    #expect(cluster.server.version == DigitsRun.steps)
    #expect(sha256(cluster.server.currentParameters) == sha256(sequential.parameters))
    #expect(recorder.losses == Array(sequential.losses[first...]))
    #expect(cluster.server.link.heldPayloads == 0)
  }

  @Test("on any number of workers, and as in a plain loop", arguments: [1, 2, 3, 5, 8])
  func anyNumberOfWorkers(_ count: Int) throws {
    let run = try DigitsRun()
    let (cluster, recorder) = run.cluster()
    run.addWorkers(count, to: cluster)
    let outcome = try cluster.run()
    #expect(outcome == .completed(.allSteps(DigitsRun.steps)))
    try expectSameBits(cluster, recorder)
    for worker in cluster.workers {
      #expect(worker.outcome == .finished(outcome))
      #expect(worker.link.heldPayloads == 1)
    }
  }

  @Test("it learns, so the bits above are worth something")
  func learns() throws {
    let losses = try Self.sequential.get().losses
    let (early, late) = (losses.prefix(10).reduce(0, +), losses.suffix(10).reduce(0, +))
    #expect(late < 0.6 * early)
  }

  @Test("with workers that join one after the other")
  func lateJoiners() throws {
    let run = try DigitsRun()
    let (cluster, recorder) = run.cluster()
    run.addWorkers(1, to: cluster)
    _ = try cluster.run { cluster in
      if cluster.workers.count <= cluster.server.version / 9, cluster.workers.count < 6 {
        run.addWorkers(1, to: cluster)
      }
    }
    #expect(cluster.workers.count == 6)
    try expectSameBits(cluster, recorder)
  }

  @Test("with a worker killed in mid-step", arguments: [0, 1])
  func killed(_ roundsIntoTheStep: Int) throws {
    let run = try DigitsRun()
    let (cluster, recorder) = run.cluster()
    run.addWorkers(3, to: cluster)
    var rounds = 0
    _ = try cluster.run { cluster in
      guard cluster.server.version == 20, cluster.workers[1].isRunning else { return }
      if rounds == roundsIntoTheStep { cluster.workers[1].kill() }
      rounds += 1
    }
    #expect(recorder.departures.map(\.reason) == [.disconnected])
    #expect(recorder.departures.allSatisfy { $0.reassigned > 0 })
    try expectSameBits(cluster, recorder)
  }

  @Test("with a worker that freezes in mid-step, whose work others take over before it is missed")
  func takenOver() throws {
    let run = try DigitsRun()
    let (cluster, recorder) = run.cluster()
    run.addWorkers(3, to: cluster)
    _ = try cluster.run { cluster in
      if cluster.server.version == 20, cluster.workers[1].isRunning { cluster.workers[1].freeze() }
    }
    let late = recorder.events.compactMap { event in
      if case .speculated(_, let name, let units, _) = event { (name, units) } else { nil }
    }
    #expect(late.map(\.0) == ["w2"] && late.allSatisfy { $0.1 > 0 })
    try expectSameBits(cluster, recorder)
  }

  @Test("with all workers killed and another come")
  func allKilled() throws {
    let run = try DigitsRun()
    let (cluster, recorder) = run.cluster()
    run.addWorkers(2, to: cluster)
    var hasKilled = false
    _ = try cluster.run { cluster in
      guard cluster.server.version == 20, !hasKilled else { return }
      hasKilled = true
      cluster.workers.forEach { $0.kill() }
      // The server finds out by its next heartbeats.
      for _ in 0..<2000 { cluster.round() }
      #expect(cluster.server.version == 20)
      run.addWorkers(1, to: cluster)
    }
    #expect(
      recorder.events.contains { event in
        if case .waiting(.anyWorker, _) = event { true } else { false }
      })
    try expectSameBits(cluster, recorder)
  }

  @Test("with a worker that is told to leave")
  func leaver() throws {
    let run = try DigitsRun()
    let (cluster, recorder) = run.cluster()
    run.addWorkers(2, to: cluster)
    _ = try cluster.run { cluster in
      if cluster.server.version == 20, cluster.workers[0].isRunning {
        cluster.workers[0].stop(.terminated)
      }
    }
    #expect(cluster.workers[0].outcome == .left(.terminated))
    #expect(recorder.departures.map(\.reason) == [.goodbye(.stopping(.terminated))])
    try expectSameBits(cluster, recorder)
  }

  @Test("with connections that are cut again and again")
  func cutConnections() throws {
    let run = try DigitsRun()
    let (cluster, recorder) = run.cluster()
    run.addWorkers(3, to: cluster)
    var rounds = 0
    _ = try cluster.run { cluster in
      rounds += 1
      if rounds % 17 == 0 { cluster.workers[rounds / 17 % 3].link.reconnect() }
    }
    #expect(recorder.departures.count > 5)
    try expectSameBits(cluster, recorder)
  }

  @Test("with connections that are cut and that nobody but the worker makes anew")
  func lostConnections() throws {
    let run = try DigitsRun()
    let (cluster, recorder) = run.cluster()
    run.addWorkers(3, to: cluster)
    var rounds = 0
    _ = try cluster.run { cluster in
      rounds += 1
      if rounds % 29 == 0 { cluster.workers[rounds / 29 % 3].link.disconnect() }
    }
    #expect(recorder.departures.count > 5)
    #expect(recorder.departures.allSatisfy { $0.reason == .disconnected })
    try expectSameBits(cluster, recorder)
  }

  @Test("with a server so slow that queues overflow")
  func fullQueues() throws {
    let run = try DigitsRun()
    // Runs of 8/5 micro-batches are not aligned, so that workers push more than once a step.
    let (cluster, recorder) = run.cluster(queuedMessagesMax: 2)
    run.addWorkers(5, to: cluster)
    cluster.roundsPerServerTurn = 9
    _ = try cluster.run()
    #expect(recorder.departures.contains { $0.reason == .helloAgain })
    try expectSameBits(cluster, recorder)
  }

  @Test("stopped in mid-step, and resumed with other workers", arguments: [(1, 3), (3, 2), (8, 1)])
  func resumed(_ before: Int, _ after: Int) throws {
    let run = try DigitsRun()
    let (stopped, firstRecorder) = run.cluster()
    run.addWorkers(before, to: stopped)
    var rounds = 0
    let outcome = try stopped.run { cluster in
      guard cluster.server.version == 30, cluster.server.outcome == nil else { return }
      // In the middle of the step with one worker, which needs 8 rounds for it.
      rounds += 1
      if rounds == 4 || before > 1 { cluster.server.stop(.terminated) }
    }
    #expect(outcome == .interrupted(.terminated))
    #expect(firstRecorder.losses.count == 30)
    let checkpoint = try LoadedCheckpoint(try #require(stopped.store.newest).bytes)
    #expect(checkpoint.description.version == 30 && checkpoint.description.generation == 1)

    let (resumed, recorder) = run.cluster(from: checkpoint)
    run.addWorkers(after, to: resumed)
    _ = try resumed.run()
    try expectSameBits(resumed, recorder, lossesFrom: 30)
    let last = try LoadedCheckpoint(try #require(resumed.store.newest).bytes)
    #expect(last.description.generation == 2)
  }

  @Test("crashed, and computed again from an older checkpoint")
  func crashed() throws {
    let run = try DigitsRun()
    var configuration = run.configuration
    configuration.checkpoints = .steps(7)
    let (crashing, _) = run.cluster(configuration)
    run.addWorkers(2, to: crashing)
    while crashing.server.version < 40 { crashing.round() }
    // Its memory is lost with it; what it had stored is not.
    let checkpoint = try LoadedCheckpoint(try #require(crashing.store.newest).bytes)
    #expect(checkpoint.description.version == 35)
    let (resumed, recorder) = run.cluster(from: checkpoint)
    run.addWorkers(3, to: resumed)
    _ = try resumed.run()
    try expectSameBits(resumed, recorder, lossesFrom: 35)
  }
}
