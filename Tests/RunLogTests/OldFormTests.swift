import Coordination
import RunLog
import Testing
import Text

/// Lines as they were written before the form of logs had a number.
@Suite struct OldFormTests {
  private func read(_ line: String) throws -> RunLogEntry.Event? {
    RunLogEntry(json: try JSON.parse(line))?.event
  }

  @Test func `a server's start has no form`() throws {
    #expect(
      try read(
        #"{"time":1,"event":"listening","generation":1,"version":3,"endpoint":"e","settings":[]}"#)
        == .listening(
          ServerStart(format: nil, generation: 1, version: 3, endpoint: "e", settings: [])))
  }

  /// `step` was θ's version; the step had a member of its own where it was another.
  @Test func `versions that were called steps`() throws {
    let line =
      #"{"time":1,"event":"step","step":8,"epoch":2,"loss":0.5,"learning_rate":0.1,"samples":64,"#
      + #""seconds":0.25,"workers":3,"sent_bytes":5,"received_bytes":6"#
    var update = UpdateSummary(learningRate: 0.1, gradientNorm: nil, isFinite: true)
    update.traffic.sentBytes = 5
    update.traffic.receivedBytes = 6
    var step = StepSummary(
      version: 8, epoch: 2, step: 7, staleness: 0, loss: 0.5, samples: 64, workers: 3,
      update: update, duration: .milliseconds(250), split: nil)
    #expect(try read(line + "}") == .run(.stepCompleted(step)))
    (step.step, step.staleness) = (4, 2)
    #expect(
      try read(line + #","samples_of_step":5,"staleness":2}"#) == .run(.stepCompleted(step)))
    #expect(
      try read(#"{"time":1,"event":"checkpoint","step":8}"#) == .run(.checkpointWritten(version: 8))
    )
    #expect(
      try read(#"{"time":1,"event":"checkpoint_failed","step":8,"reason":"full","count":2}"#)
        == .run(.checkpointFailed(version: 8, reason: "full", count: 2)))
    #expect(
      try read(#"{"time":1,"event":"evaluation_skipped","step":8}"#)
        == .run(.evaluationSkipped(version: 8)))
    #expect(
      try read(
        #"{"time":1,"event":"started","step":8,"total_steps":9,"steps_per_epoch":3,"workers":1}"#)
        == .run(.started(version: 8, totalSteps: 9, stepsPerEpoch: 3, workers: 1)))
    #expect(
      try read(
        #"{"time":1,"event":"evaluation","step":8,"epoch":2,"loss":1,"samples":4,"seconds":1}"#)
        == .run(
          .evaluated(
            EvaluationSummary(
              version: 8, epoch: 2, loss: 1, accuracy: nil, samples: 4, duration: .seconds(1)))))
  }

  /// Of these the log had a sentence alone.
  @Test func `sentences`() throws {
    #expect(
      try read(#"{"time":1,"event":"waiting","for":"a worker: none is ready","seconds":2}"#)
        == .worded(.waiting, "a worker: none is ready"))
    #expect(
      try read(#"{"time":1,"event":"stray_message","reason":"it is about another job","count":1}"#)
        == .worded(.strayMessage, "it is about another job"))
  }

  @Test func `a departure without a code`() throws {
    let event = try read(
      #"{"time":1,"event":"worker_left","session":1,"worker":"w","reason":"it was silent for 10 s","#
        + #""reassigned_units":2}"#)
    #expect(
      event
        == .run(
          .workerLeft(
            session: SessionID(1), name: "w", reason: .worded("it was silent for 10 s"),
            reassigned: 2)))
  }

  @Test func `an end without a code`() throws {
    #expect(
      try read(#"{"time":1,"event":"ended","outcome":"failed","reason":"the disk is full"}"#)
        == .run(.ended(.failed(.worded("the disk is full")))))
    #expect(
      try read(#"{"time":1,"event":"ended","outcome":"completed","reason":"all 9 steps are done"}"#)
        == .run(.ended(.completed(.worded("all 9 steps are done")))))
  }

  /// A code that this program does not know, or one without what it has to say.
  @Test func `an end with half a code`() throws {
    for code in ["later", "signal", "patience"] {
      #expect(
        try read(
          #"{"time":1,"event":"ended","outcome":"interrupted","reason_code":"\#(code)","reason":"r"}"#
        )
          == .run(.ended(.interrupted(.worded("r")))))
    }
  }

  /// Without their sum, the places of a histogram say at least so much.
  @Test func `staleness without a sum`() throws {
    let line = #"{"time":1,"event":"summary","staleness_histogram":[4,0,3],"staleness_max":2}"#
    guard case .run(.summary(let summary)) = try read(line) else {
      Issue.record("no summary")
      return
    }
    #expect(summary.staleness == StalenessHistogram(counts: [4, 0, 3], most: 2, sum: 6))
  }
}
