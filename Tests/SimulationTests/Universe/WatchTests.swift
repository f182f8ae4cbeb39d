import Storage
import Testing

@testable import Coordination
@testable import Simulation

/// Each thing that must not happen, made by hand, and what the watch says of it.
@Suite("The watch objects to")
struct WatchTests {
  private let clock = VirtualClock()
  private let server = Envelope(session: SessionID(1), generation: 1)

  /// A watch over the small scenario, whose server of generation 1 has started.
  private func watch(_ scenario: Scenario = .small()) -> Watch {
    let watch = Watch(
      scenario, TrainingTask(scenario), clock: clock, trace: Trace(clock, nil))
    watch.serverStarted(generation: 1, version: 0, newestOnDisk: 0)
    return watch
  }

  private func buffer(_ floats: [Float]) -> SimulatedBuffer {
    let buffer = SimulatedBuffer(count: floats.count)
    for (index, value) in floats.enumerated() { buffer.floats[index] = value }
    return buffer
  }

  private func order(_ version: UInt64) -> ServerMessage {
    .work(
      WorkOrder(number: 1, kind: .gradient, step: version, version: version, units: 0..<1))
  }

  private func sends(_ watch: Watch, _ version: UInt64, _ floats: [Float]) {
    watch.serverSends(order(version), server, buffer(floats), to: PeerID(1))
  }

  private func message(
    _ content: SimulatedMessage.Content, isToServer: Bool, _ payload: [Float]? = nil
  ) -> SimulatedMessage {
    let connection = SimulatedConnection(peer: PeerID(1), worker: 0)
    return SimulatedMessage(
      over: connection, isToServer: isToServer,
      head: UnsafeRawBufferPointer(start: nil, count: 0), content: content,
      buffer: payload.map(buffer), sentAt: clock.now, arrivesAt: clock.now)
  }

  /// The server receives a push of a step, computed at a version.
  private func receives(_ watch: Watch, step: UInt64, version: UInt64) {
    let push = Push(
      step: step, version: version, node: TreeNode(level: 1, index: 0), lossSum: 1)
    watch.serverReceived(
      message(.worker(.push(push), server), isToServer: true, []), from: PeerID(1),
      isForeign: false)
  }

  private func update(
    _ version: UInt64, step: UInt64, read: UInt64, _ microBatches: [Range<Int>] = [0..<2]
  ) -> AppliedUpdate {
    AppliedUpdate(
      version: version, readVersion: read, step: step, session: SessionID(1),
      microBatches: microBatches)
  }

  /// Receives and records updates of these steps, each with the version that it read.
  private func records(_ watch: Watch, _ updates: [AppliedUpdate]) {
    for update in updates {
      receives(watch, step: update.step, version: update.readVersion)
      watch.recorded(update)
    }
  }

  @Test("nothing in a run that is right")
  func right() throws {
    let watch = watch()
    sends(watch, 0, [0, 0, 0, 0, 0, 0])
    sends(watch, 1, [1, 1, 0, 0, 0, 0])
    sends(watch, 1, [1, 1, 0, 0, 0, 0])
    sends(watch, 3, [1, 1, 1, 1, 1, 1])
    #expect(watch.failure == nil)
    let stream = self.watch(.small(.bounded(1)))
    records(stream, [update(1, step: 1, read: 0), update(2, step: 0, read: 0)])
    sends(stream, 2, [1, 1, 1, 1, 0, 0])
    #expect(stream.failure == nil)
  }

  @Test(
    "a θ that is not its version's",
    arguments: [
      ([2, 1, 0, 0, 0, 0], "micro-batch 0 of step 0 was applied twice in version 1"),
      ([1, 0, 0, 0, 0, 0], "micro-batch 1 of step 0 is missing from version 1"),
      ([1, 1, 0, 1, 0, 0], "micro-batch 1 of step 1 is part of version 1, before its time"),
      ([1, 1, 0, 0, 0], "there are 5 elements instead of 6"),
    ] as [([Float], String)])
  func wrongParameters(_ floats: [Float], _ what: String) {
    let watch = watch()
    sends(watch, 1, floats)
    #expect(watch.failure?.description == "the server sends a θ in which \(what)")
  }

  @Test("a θ of a version that there never was")
  func unknownVersion() {
    let watch = watch()
    sends(watch, 4, [1, 1, 1, 1, 1, 1])
    #expect(watch.failure?.description.hasSuffix("version 4 has never been come to") == true)
  }

  @Test("a θ that a worker is given and the server has not sent")
  func mixedParameters() {
    let watch = watch()
    sends(watch, 1, [1, 1, 0, 0, 0, 0])
    let mixed = message(.server(order(1), server), isToServer: false, [1, 1, 1, 0, 0, 0])
    watch.workerReceived(mixed, order(1), server, at: 0)
    #expect(
      watch.failure?.description == "worker 0 is given a θ that is not the version 1 of s1.g1")
  }

  @Test("a version that goes back")
  func backwards() {
    let watch = watch()
    sends(watch, 1, [1, 1, 0, 0, 0, 0])
    watch.serverSends(order(0), server, nil, to: PeerID(1))
    #expect(watch.failure?.description == "the server orders work at version 0 after 1")
  }

  @Test("a generation that comes again")
  func generations() {
    let watch = watch()
    watch.serverStarted(generation: 1, version: 0, newestOnDisk: 0)
    #expect(watch.failure?.description == "a server has generation 1 after one of generation 1")
    let other = self.watch()
    other.serverSends(
      .heartbeat(sentAt: .origin), Envelope(session: .none, generation: 2), nil, to: PeerID(1))
    #expect(other.failure?.description == "the server of generation 1 speaks as s0.g2")
  }

  @Test("a server that passes over a whole checkpoint, or forgets a durable one")
  func forgotten() {
    let watch = watch()
    watch.serverStarted(generation: 2, version: 1, newestOnDisk: 2)
    #expect(
      watch.failure?.description
        == "a server goes on from version 1, but the newest whole one is 2")
    let other = self.watch()
    other.checkpointEnded(.written(version: 2))
    other.serverStarted(generation: 2, version: 1, newestOnDisk: 1)
    #expect(
      other.failure?.description
        == "a server goes on from version 1, but version 2 was said to be durable")
  }

  @Test("a step's event with another version or loss")
  func events() {
    func step(_ version: UInt64, loss: Double) -> RunEvent {
      .stepCompleted(
        StepSummary(
          version: version, epoch: 1, step: version - 1, staleness: 0, loss: loss, samples: 2,
          workers: 1,
          update: UpdateSummary(learningRate: 1, gradientNorm: nil, isFinite: true),
          duration: .seconds(1)))
    }
    // Each micro-batch's ℓ is 1, its element being 0.
    let watch = watch()
    watch.serverReports(step(1, loss: 1))
    #expect(watch.failure == nil)
    watch.serverReports(step(3, loss: 1))
    #expect(watch.failure?.description == "version 3 follows version 1")
    let other = self.watch()
    other.serverReports(step(1, loss: 1.5))
    #expect(other.failure?.description == "the loss of version 1 is 1.5 instead of 1.0")
  }

  @Test("an evaluation with other figures")
  func evaluation() {
    var scenario = Scenario.small()
    scenario.validationSamples = 300
    let watch = watch(scenario)
    let tally = TrainingTask(scenario)
    let all = [0, 1].map { unit in
      [Float](repeating: 0, count: 6).withUnsafeBufferPointer {
        $0.baseAddress.map { tally.evaluate(unit: unit, at: $0) } ?? Tally()
      }
    }
    #expect(all.map(\.samples) == [256, 44])
    // Unit 1's loss is 1, unit 0's is 0; ½ of 256 and (1 + 22) of 44 are right.
    func summary(_ loss: Double) -> RunEvent {
      .evaluated(
        EvaluationSummary(
          version: 0, epoch: 0, loss: loss, accuracy: (128 + 23) / 300, samples: 300,
          duration: .seconds(1)))
    }
    watch.serverReports(summary(1 / 300))
    #expect(watch.failure == nil)
    watch.serverReports(summary(2 / 300))
    #expect(watch.failure?.description.hasPrefix("the evaluation of version 0 gives") == true)
  }

  @Test("a worker that is refused")
  func refused() {
    let watch = watch()
    watch.serverSends(.refused(.other("so")), server, nil, to: PeerID(1))
    #expect(watch.failure?.description.hasSuffix("is refused: so") == true)
  }

  @Test(
    "an update that may not be",
    arguments: [
      (MotionRule.async, [(0, 0), (0, 1)], "step 0 was applied twice, in version 2"),
      (.async, [(0, 0), (1, 2)], "version 2 is said to have read version 2"),
      (.bounded(1), [(0, 0), (1, 1), (2, 0)], "version 3 has a staleness of 2, above 1"),
      (.bounded(0), [(0, 0), (1, 0)], "version 2 has a staleness of 1, above 0"),
      (.drop(1), [(1, 0)], "version 1 is of step 1, 0 updates old"),
      (.sync, [(0, 0)], "version 1 is recorded in sync mode"),
    ] as [(MotionRule, [(UInt64, UInt64)], String)])
  func updates(_ rule: MotionRule, _ steps: [(step: UInt64, read: UInt64)], _ what: String) {
    let watch = watch(.small(rule))
    records(
      watch,
      steps.enumerated().map {
        update(UInt64($0.offset) + 1, step: $0.element.step, read: $0.element.read)
      })
    #expect(watch.failure?.description == what)
  }

  @Test("an update that leaves out too much, or is of another epoch, or of no push")
  func otherUpdates() {
    let dropping = watch(.small(.drop(1)))
    records(dropping, [update(1, step: 0, read: 0, [1..<2])])
    #expect(dropping.failure == nil)
    let whole = watch(.small(.async))
    records(whole, [update(1, step: 0, read: 0, [1..<2])])
    #expect(whole.failure?.description == "version 1 is of 1 micro-batches")

    var scenario = Scenario.small(.async)
    (scenario.trainingSamples, scenario.epochs) = (2, 3)
    let early = watch(scenario)
    records(early, [update(1, step: 1, read: 0)])
    #expect(
      early.failure?.description == "step 1 is applied in another epoch, in version 1")

    let unpushed = watch(.small(.async))
    receives(unpushed, step: 1, version: 0)
    unpushed.recorded(update(1, step: 0, read: 0))
    #expect(
      unpushed.failure?.description
        == "version 1 is of no push that this server has received")

    let leftOut = watch(.small(.async))
    records(leftOut, [update(1, step: 0, read: 0, [])])
    #expect(leftOut.failure?.description == "step 0 is left out without cause")
  }

  @Test("a push of before the server's start")
  func oldRead() {
    let watch = watch(.small(.async))
    records(watch, [update(1, step: 0, read: 0)])
    watch.checkpointEnded(.written(version: 1))
    watch.serverStarted(generation: 2, version: 1, newestOnDisk: 1)
    receives(watch, step: 1, version: 0)
    watch.recorded(update(2, step: 1, read: 0))
    #expect(watch.failure != nil)
  }

  @Test("a checkpoint with another θ, another state, other steps ahead")
  func checkpoints() {
    func begins(_ watch: Watch, _ floats: [Float], state: [Float]?, ahead: [UInt64]) {
      var description = CheckpointDescription(
        version: 1, generation: 1, job: "", parameters: [], optimizerState: [])
      description.appliedAhead = ahead
      floats.withUnsafeBufferPointer { parameters in
        (state ?? []).withUnsafeBufferPointer { state in
          watch.checkpointBegins(description, parameters, state: state.isEmpty ? [] : [state])
        }
      }
    }
    func started() -> Watch {
      let watch = watch(.small(.async))
      records(watch, [update(1, step: 1, read: 0)])
      return watch
    }
    let right = started()
    begins(right, [0, 0, 1, 1, 0, 0], state: nil, ahead: [1])
    #expect(right.failure == nil)
    let parameters = started()
    begins(parameters, [1, 1, 0, 0, 0, 0], state: nil, ahead: [1])
    #expect(parameters.failure?.description.hasPrefix("the server saves a θ in which") == true)
    let state = started()
    begins(state, [0, 0, 1, 1, 0, 0], state: [1], ahead: [1])
    #expect(state.failure?.description.hasPrefix("the optimizer's state of version 1") == true)
    let ahead = started()
    begins(ahead, [0, 0, 1, 1, 0, 0], state: nil, ahead: [])
    #expect(ahead.failure?.description.contains("names the steps [] as applied ahead") == true)
  }

  @Test("an apply log that is not the run's")
  func log() {
    let updates = [update(1, step: 0, read: 0), update(2, step: 1, read: 1)]
    let watch = watch(.small(.async))
    records(watch, updates)
    watch.checkLog(updates)
    #expect(watch.failure == nil)
    watch.checkLog([updates[0]])
    #expect(watch.failure != nil)
  }

  @Test("memory for θ that is not needed")
  func buffers() {
    let watch = watch()
    watch.serverMakesBuffer(existing: 0, inFlight: 0)
    watch.serverMakesBuffer(existing: 1, inFlight: 0)
    watch.serverMakesBuffer(existing: 3, inFlight: 2)
    #expect(watch.failure == nil)
    watch.serverMakesBuffer(existing: 3, inFlight: 1)
    #expect(watch.failure != nil)
  }

  @Test("only the first of what is wrong, at its time")
  func first() {
    let watch = watch()
    clock.advance(by: .milliseconds(1234))
    watch.fail("first")
    clock.advance(by: .seconds(1))
    watch.fail("second")
    #expect(watch.failure?.description == "first")
    #expect(watch.failure?.at.inMilliseconds == "1.234")
  }

  @Test("a run that never comes to its end")
  func standstill() throws {
    var scenario = Scenario.small()
    scenario.workersMin = 3
    let failure = try #require(Universe(scenario).run().failure)
    #expect(failure.description.hasPrefix("the run has not finished "))
    #expect(Universe(.small()).run().failure == nil)
  }
}
