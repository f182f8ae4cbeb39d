import Testing

@testable import Coordination
@testable import ParameterServer

/// A run as its progress sees it, on a clock of its own.
private struct Run {
  var progress: Progress
  var now = Instant(nanoseconds: 1_000_000_000_000)
  var version: UInt64 = 0
  let stepsPerEpoch: UInt64

  init(totalSteps: UInt64, stepsPerEpoch: UInt64, workers: Int = 2, expected: Int = 2) {
    progress = Progress(workersExpected: expected)
    self.stepsPerEpoch = stepsPerEpoch
    for number in 1...workers { join(number) }
    tell(
      .started(version: 0, totalSteps: totalSteps, stepsPerEpoch: stepsPerEpoch, workers: workers))
  }

  mutating func join(_ number: Int) {
    tell(
      .workerJoined(
        session: SessionID(UInt32(number)),
        hello: Hello(name: "worker-\(number)", host: "h", blasKernel: "Zen"), key: nil))
  }

  mutating func leave(_ number: Int) {
    tell(
      .workerLeft(
        session: SessionID(UInt32(number)), name: "worker-\(number)", reason: .disconnected,
        reassigned: 1))
  }

  @discardableResult mutating func tell(_ event: RunEvent) -> String? {
    progress.observe(event, at: now)
  }

  mutating func pass(seconds: Double) {
    now = now + Interval(nanoseconds: UInt64(seconds * 1e9))
  }

  mutating func step(seconds: Double, loss: Double = 0.5) {
    pass(seconds: seconds)
    version += 1
    tell(
      .stepCompleted(
        StepSummary(
          version: version, epoch: (version - 1) / stepsPerEpoch + 1, step: version - 1,
          staleness: 0, loss: loss, samples: 100, workers: 2,
          update: UpdateSummary(learningRate: 0.1, gradientNorm: nil, isFinite: true),
          duration: Interval(nanoseconds: UInt64(seconds * 1e9)))))
  }

  mutating func evaluate(seconds: Double, accuracy: Double? = 0.9639) {
    pass(seconds: seconds)
    tell(
      .evaluated(
        EvaluationSummary(
          version: version, epoch: (version - 1) / stepsPerEpoch + 1, loss: 0.1351,
          accuracy: accuracy, samples: 360, duration: Interval(nanoseconds: UInt64(seconds * 1e9))))
    )
  }

  /// To a millisecond.
  var remaining: Double? {
    progress.remainingSeconds(at: now).map { ($0 * 1000).rounded() / 1000 }
  }

  func line(_ columns: Int) -> String {
    progress.statusLine(at: now, hasBar: true).fitted(to: columns - 1).encoded(inColor: false)
  }
}

@Suite struct RemainingTimeTests {
  @Test func `Nothing is said before anything is known`() {
    var run = Run(totalSteps: 100, stepsPerEpoch: 100)
    #expect(run.remaining == nil)
    run.step(seconds: 3)
    #expect(run.remaining == nil)
    run.step(seconds: 1)
    #expect(run.remaining != nil)
  }

  @Test(arguments: [0.002, 0.5, 40.0])
  func `A steady run takes what its steps take`(seconds: Double) throws {
    var run = Run(totalSteps: 100, stepsPerEpoch: 100)
    // The first step is slow: it has costs that no other has.
    run.step(seconds: 10 * seconds)
    for _ in 0..<49 { run.step(seconds: seconds) }
    let left = try #require(run.remaining)
    #expect(abs(left - 50 * seconds) < 0.001 * seconds * 50)
    for _ in 0..<50 { run.step(seconds: seconds) }
    #expect(run.remaining == nil)
  }

  /// When half of the workers go, the pace halves, and soon the estimate shows it: the mean since
  /// the start would still be far off.
  @Test(arguments: [(0.01, 3000), (0.5, 60), (30.0, 24)])
  func `It reacts`(seconds: Double, steps: Int) throws {
    var run = Run(totalSteps: 100_000, stepsPerEpoch: 100_000)
    for _ in 0..<20_000 { run.step(seconds: seconds) }
    for _ in 0..<steps { run.step(seconds: 2 * seconds) }
    let left = try #require(run.remaining)
    let true_ = Double(80_000 - steps) * 2 * seconds
    #expect(abs(left / true_ - 1) < 0.05)
  }

  /// 10 epochs of 10 steps of 1 s, each followed by an evaluation of 4 s.
  @Test func `Evaluations are counted`() throws {
    var run = Run(totalSteps: 100, stepsPerEpoch: 10)
    for _ in 0..<3 {
      for _ in 0..<10 { run.step(seconds: 1) }
      run.evaluate(seconds: 4)
    }
    #expect(try #require(run.remaining) == 70 + 7 * 4)
    for _ in 0..<10 { run.step(seconds: 1) }
    #expect(try #require(run.remaining) == 60 + 7 * 4)
    run.pass(seconds: 3)
    #expect(try #require(run.remaining) == 60 + 6 * 4 + 1)
    // It takes longer than those before.
    run.pass(seconds: 30)
    #expect(try #require(run.remaining) == 60 + 6 * 4)
  }

  @Test func `It goes on while a step is computed`() throws {
    var run = Run(totalSteps: 10, stepsPerEpoch: 10)
    for _ in 0..<5 { run.step(seconds: 20) }
    #expect(try #require(run.remaining) == 100)
    run.pass(seconds: 15)
    #expect(try #require(run.remaining) == 85)
    run.pass(seconds: 15)
    #expect(try #require(run.remaining) == 80)
  }

  @Test func `A step in which a worker was lost says nothing of the pace`() throws {
    var run = Run(totalSteps: 100, stepsPerEpoch: 100)
    for _ in 0..<10 { run.step(seconds: 1) }
    run.leave(2)
    run.step(seconds: 600)
    #expect(try #require(run.remaining) == 89)
    #expect(run.progress.trainingSeconds == 610)
  }

  @Test func `Nor does an evaluation in which one was lost`() throws {
    var run = Run(totalSteps: 30, stepsPerEpoch: 10)
    for seconds in [4.0, 600] {
      for _ in 0..<10 { run.step(seconds: 1) }
      if seconds > 4 { run.leave(2) }
      run.evaluate(seconds: seconds)
    }
    #expect(try #require(run.remaining) == 10 + 4)
  }
}

@Suite struct ProgressLineTests {
  /// Epoch 30 of 60 with 45 steps of 0.01 s each, and evaluations of 0.12 s.
  private var run: Run {
    var run = Run(totalSteps: 2700, stepsPerEpoch: 45)
    for _ in 0..<30 {
      for _ in 0..<45 { run.step(seconds: 0.01, loss: 0.0937) }
      run.evaluate(seconds: 0.12)
    }
    return run
  }

  /// 1350 steps and 30 evaluations are left: 13.5 s and 3.6 s.
  @Test(arguments: [
    (
      160,
      "[██████████··········]  epoch 30/60  step 1350/2700  loss 0.0937  "
        + "validation accuracy 96.39 % (epoch 30)  10,000 samples/s  17 s left  2 workers"
    ),
    (80, "step 1350/2700  loss 0.0937  accuracy 96.39 %  10,000 samples/s  17 s left"),
    (60, "step 1350/2700  loss 0.0937  accuracy 96.39 %  17 s left"),
    (40, "step 1350/2700  loss 0.0937  17 s left"),
    (20, "50 %  17 s left"),
    (10, "1350/2700"),
    (9, "50 %"),
    (4, ""),
  ]) func `It says what matters in the room that there is`(columns: Int, text: String) {
    #expect(run.line(columns) == text)
  }

  @Test(arguments: [
    (120, "waiting for worker-3, with 2 units of step 1351 (5 s)"),
    (40, "waiting for worker-3 (5 s)"), (20, "waiting 5 s"),
  ]) func `A wait is shown, and for how long`(columns: Int, text: String) {
    var run = run
    run.pass(seconds: 1)
    run.tell(
      .waiting(
        for: .units(count: 2, of: .step(1351), from: Wait.Names(["worker-3"], more: 0)),
        after: .seconds(1)))
    run.pass(seconds: 4)
    #expect(run.line(columns).contains(text))
    #expect(!run.line(columns).contains("left"))
    run.step(seconds: 0.01)
    #expect(!run.line(columns).contains("waiting"))
    #expect(run.line(columns).contains("left"))
  }

  @Test func `Missing workers are told`() {
    var run = Run(totalSteps: 100, stepsPerEpoch: 100, workers: 4, expected: 4)
    run.step(seconds: 1)
    #expect(run.line(160).hasSuffix("4 workers"))
    run.leave(1)
    run.leave(3)
    #expect(run.line(160).hasSuffix("2 of 4 workers"))
    run.join(5)
    run.join(6)
    run.join(7)
    #expect(run.line(160).hasSuffix("5 workers"))
  }

  @Test func `In regression the metric is the loss`() {
    var run = Run(totalSteps: 100, stepsPerEpoch: 1)
    run.step(seconds: 1, loss: 0.25)
    run.evaluate(seconds: 1, accuracy: nil)
    #expect(run.line(160).contains("loss 0.2500  validation loss 0.1351 (epoch 1)"))
  }

  @Test func `Before training it says what is waited for`() {
    var progress = Progress(workersExpected: 2)
    let now = Instant(nanoseconds: 5_000_000_000)
    #expect(progress.statusLine(at: now, hasBar: true).isEmpty == false)
    _ = progress.observe(.waiting(for: .workers(ready: 0, needed: 2), after: .seconds(0)), at: now)
    let line = progress.statusLine(at: now + .seconds(75), hasBar: true).complete
    #expect(line.encoded(inColor: false) == "waiting for workers: 0 of 2 are ready (1 min 15 s)")
  }
}

@Suite struct ResultTests {
  /// Two epochs of three steps with 100 samples each, the loss falling by 0.1 a step from 0.9.
  private func run(_ steps: Int, evaluating: Bool = true, accuracy: Double? = 0.9639) -> [String] {
    var run = Run(totalSteps: 6, stepsPerEpoch: 3)
    for step in 0..<steps {
      run.step(seconds: 1, loss: 0.9 - 0.1 * Double(step))
      if evaluating, step % 3 == 2 { run.evaluate(seconds: 1, accuracy: accuracy) }
    }
    return run.progress.results.map { "\($0.name): \($0.value)" }
  }

  /// (0.6 + 0.5 + 0.4) / 3.
  @Test func `A run that is done has the figures of its weights`() {
    #expect(
      run(6) == [
        "validation: accuracy 96.39 %  (loss 0.1351, on 360 held-out samples)",
        "training: loss 0.5000  (mean over steps 4 to 6)",
      ])
    #expect(run(6, accuracy: nil)[0] == "validation: loss 0.1351  (on 360 held-out samples)")
  }

  @Test func `An interrupted run says of which step its figures are`() {
    #expect(
      run(5) == [
        "validation: accuracy 96.39 %  (loss 0.1351, on 360 held-out samples, at step 3: 2 steps "
          + "before these weights)", "training: loss 0.5500  (mean over steps 4 to 5)",
      ])
    #expect(run(4)[0].hasSuffix("at step 3: 1 step before these weights)"))
    #expect(run(4)[1] == "training: loss 0.6000  (of step 4)")
  }

  @Test func `Without validation data there is the training loss`() {
    #expect(run(6, evaluating: false) == ["training: loss 0.5000  (mean over steps 4 to 6)"])
    #expect(run(0).isEmpty)
  }
}

@Suite struct RepeatedNoticeTests {
  private func late(_ run: inout Run, units: Int = 1) -> String? {
    run.tell(
      .speculated(
        session: SessionID(1), name: "worker-1", units: units, after: .milliseconds(250)))
  }

  /// 63 times in 77 s, as on a busy machine: at 0, 10, 30 and 70 s, and what they were in all.
  @Test func `A worker that is late again and again is not said each time`() {
    var run = Run(totalSteps: 100, stepsPerEpoch: 100)
    var said: [String] = []
    for _ in 0..<63 {
      if let line = late(&run) { said.append(line) }
      run.pass(seconds: 1.25)
    }
    let line = "worker worker-1 is late (0.25 s): its 1 unit of work is given to others too"
    #expect(
      said == [
        line, line + " (7 messages of this kind before it, in 10 s, not shown)",
        line + " (15 messages of this kind before it, in 20 s, not shown)",
        line + " (31 messages of this kind before it, in 40 s, not shown)",
      ])
    let summary = run.tell(
      .summary(
        RunSummary(
          staleness: nil, speculatedUnits: 63, wastedUnits: 1, usedUnits: 800,
          droppedMicroBatches: 0, skippedSteps: 0)))
    #expect(
      summary
        == "workers were late 63 times; 63 units of work given out twice, 1 result too many")
  }

  @Test func `After a quiet time it is news again`() {
    var run = Run(totalSteps: 100, stepsPerEpoch: 100)
    for _ in 0..<4 {
      let line = late(&run, units: 2)
      #expect(
        line == "worker worker-1 is late (0.25 s): its 2 units of work are given to others too")
      run.pass(seconds: 100)
    }
  }

  @Test func `A worker that finds no room is not said to be refused`() {
    var run = Run(totalSteps: 100, stepsPerEpoch: 100)
    #expect(
      run.tell(.workerRefused(name: "a", reason: .full(workers: 3)))
        == "worker a has to wait: there are 3 workers already")
  }

  @Test func `Workers refused for other reasons are said each`() {
    var run = Run(totalSteps: 100, stepsPerEpoch: 100)
    #expect(run.tell(.workerRefused(name: "a", reason: .other("no"))) == "worker a was refused: no")
    #expect(run.tell(.workerRefused(name: "b", reason: .other("no"))) == nil)
    #expect(
      run.tell(.workerRefused(name: "c", reason: .other("why"))) == "worker c was refused: why")
    // A stranger that invents reasons has no more lines than there are kinds.
    let said = (0..<1000).compactMap {
      run.tell(.workerRefused(name: "d", reason: .other("reason \($0)")))
    }
    #expect(said.count == Limits.repeatedNoticeKindsMax - 2)
  }
}
