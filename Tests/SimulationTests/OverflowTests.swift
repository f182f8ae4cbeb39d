import Coordination
import Learning
import ParameterServer
import Simulation
import Testing
import TrainingWorker

@testable import Optimizers

/// Finite gradients whose sum or whose square is not, and an evaluation that is not a number.
@Suite("With numbers that are not finite left out")
struct OverflowTests {
  /// The training of the digits, but for one step, in which an element of each gradient is very large, and
  /// one evaluation.
  private final class Spoilt: Workload {
    /// What has been spoilt, by whichever worker.
    final class Account {
      var evaluations = 0
    }

    static let step: UInt64 = 10

    private let work: NetworkWorkload
    private let element: Float
    private let account: Account

    init(_ work: NetworkWorkload, _ element: Float, _ account: Account) {
      self.work = work
      self.element = element
      self.account = account
    }

    var fingerprint: DataFingerprint { work.fingerprint }
    var parameterCount: Int { work.parameterCount }

    func computeGradient(
      step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
      into gradient: UnsafeMutablePointer<Float>
    ) -> Double {
      let loss = work.computeGradient(
        step: step, microBatch: microBatch, at: parameters, into: gradient)
      if step == Self.step { gradient[0] = element }
      return loss
    }

    func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally {
      var tally = work.evaluate(unit: unit, at: parameters)
      if unit == 0 {
        account.evaluations += 1
        if account.evaluations == 1 { tally.lossSum = .nan }
      }
      return tally
    }
  }

  private func outcome(
    workers: Int, element: Float, skipsNonFinite: Bool
  ) throws -> (outcome: RunOutcome, checkpoints: [LoadedCheckpoint], events: [RunEvent]) {
    let run = try DigitsRun()
    var configuration = run.configuration
    // Three epochs of 23 steps, and each version is kept.
    configuration.length = .epochs(3)
    configuration.checkpoints = .steps(1)
    configuration.skipsNonFinite = skipsNonFinite
    let recorder = RunRecorder()
    let cluster = Cluster<Spoilt, RunRecorder>(
      configuration,
      job: ServedJob(
        layout: DigitsRun.network.layout, update: DigitsRun.update,
        schedule: LearningRateSchedule(baseRate: DigitsRun.rate), start: .new(DigitsRun.fill)),
      facts: DataFacts(
        fingerprint: run.fingerprint, trainingSamples: run.data.training.sampleCount,
        validationSamples: run.data.validation?.sampleCount ?? 0),
      observer: recorder)
    let account = Spoilt.Account()
    for index in 0..<workers {
      cluster.addWorker(name: "w\(index)") { _ in Spoilt(run.workload(), element, account) }
    }
    let outcome = try cluster.run()
    let checkpoints = try cluster.store.checkpoints.map { try LoadedCheckpoint($0.bytes) }
    return (outcome, checkpoints, recorder.events)
  }

  /// The greatest float is 3.4e38: two of 3e38 are more, and so is Adam's second moment of 8e25.
  @Test(
    "an overflow leaves θ and the moments as they are, and a run goes on", arguments: [1, 3],
    [3e38, 1e25])
  func overflow(_ workers: Int, _ element: Float) throws {
    let (outcome, checkpoints, events) = try outcome(
      workers: workers, element: element, skipsNonFinite: true)
    #expect(outcome == .completed(.allSteps(69)))
    func state(_ version: UInt64) throws -> LoadedCheckpoint {
      try #require(checkpoints.first { $0.description.version == version })
    }
    let (before, after, next) = (
      try state(Spoilt.step), try state(Spoilt.step + 1), try state(Spoilt.step + 2)
    )
    #expect(before.parameters == after.parameters)
    #expect(before.optimizerState == after.optimizerState)
    #expect(next.parameters != after.parameters && next.parameters.allSatisfy(\.isFinite))
    let skipped = events.compactMap { event -> (step: UInt64, name: String?)? in
      if case .stepSkipped(let step, let name, 1) = event { (step, name) } else { nil }
    }
    #expect(skipped.map(\.step) == [Spoilt.step])
    // Sums are a worker's at first, but the update is the server's.
    if element == 1e25 { #expect(skipped.first?.name == nil) }
    // Of three evaluations the first counts as none.
    #expect(events.contains(.evaluationSkipped(version: 23)))
    let evaluated = events.compactMap { event -> UInt64? in
      if case .evaluated(let summary) = event { summary.version } else { nil }
    }
    #expect(evaluated == [46, 69])
  }

  @Test("the bits are the same on any number of workers", arguments: [3e38, 1e25])
  func sameBits(_ element: Float) throws {
    let runs = try [1, 2, 5].map {
      try outcome(workers: $0, element: element, skipsNonFinite: true).checkpoints
    }
    for run in runs.dropFirst() {
      #expect(run.last?.parameters == runs[0].last?.parameters)
      #expect(run.last?.optimizerState == runs[0].last?.optimizerState)
    }
  }

  @Test("and without that the run ends, and says so")
  func ends() throws {
    let (outcome, checkpoints, _) = try outcome(
      workers: 2, element: 3e38, skipsNonFinite: false)
    guard case .failed = outcome else {
      Issue.record("\(outcome) is no failure")
      return
    }
    #expect(checkpoints.last?.description.version == Spoilt.step)
  }
}
