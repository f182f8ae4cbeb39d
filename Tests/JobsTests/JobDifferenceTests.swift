import Learning
import Testing

@testable import Jobs

@Suite struct JobDifferenceTests {
  @Test func everyDifferenceIsNamedInTheOrderOfTheTable() {
    var ours = Job()
    ours.keepAndTarget(checkpoints: 9, accuracy: 0.5)
    ours.batch = 128
    ours.hasBias = false
    let theirs = Job()
    let found = ours.differences(from: theirs)
    #expect(
      found == [
        JobDifference(name: "bias", ours: "false", theirs: "true", mayChangeOnResume: false),
        JobDifference(name: "batch", ours: "128", theirs: "64", mayChangeOnResume: false),
        JobDifference(
          name: "target-accuracy", ours: "0.5", theirs: "none", mayChangeOnResume: true),
        JobDifference(name: "keep-checkpoints", ours: "9", theirs: "3", mayChangeOnResume: true),
      ])
    #expect(found.first?.description == "bias is false, was true")
  }

  /// Names of columns are their bytes: é as one scalar is another than e with an accent.
  @Test func namesThatOnlyLookTheSameDiffer() throws {
    var ours = Job()
    ours.data = try DataSpecification("csv:x,label=caf\u{E9}")
    var theirs = Job()
    theirs.data = try DataSpecification("csv:x,label=cafe\u{301}")
    #expect(ours.differences(from: theirs).map(\.name) == ["data"])
  }

  @Test func theSelectorStandsForItsHyperparameters() {
    var ours = Job()
    ours.optimizer = .sgd
    #expect(ours.differences(from: Job()).map(\.name) == ["optimizer"])
    var theirs = Job()
    theirs.optimizer = .adamw
    theirs.weightDecay = 0.5
    theirs.beta1 = 0.5
    #expect(Job().differences(from: theirs).map(\.name) == ["optimizer", "beta1"])
  }

  /// With a cosine schedule the rate of each step depends on the length, so that must not change.
  @Test func theLengthMayChangeUnlessTheRateDependsOnIt() {
    for (schedule, mayChange) in [
      (ScheduleName.constant, true), (.step, true), (.exponential, true), (.cosine, false),
    ] {
      var ours = Job()
      ours.scheduleName = schedule
      var theirs = ours
      theirs.length = .steps(100)
      #expect(
        ours.differences(from: theirs) == [
          JobDifference(name: "epochs", ours: "20", theirs: "none", mayChangeOnResume: mayChange),
          JobDifference(name: "steps", ours: "none", theirs: "100", mayChangeOnResume: mayChange),
        ])
    }
  }

  /// The same rate, step by step: what "may change" promises, asked of the schedule itself.
  @Test(arguments: ScheduleName.allCases) func ratesSoFarAreTheSame(schedule: ScheduleName) {
    var ours = Job()
    ours.scheduleName = schedule
    ours.warmupSteps = 3
    var theirs = ours
    theirs.length = .epochs(40)
    let mayChange = ours.differences(from: theirs).allSatisfy(\.mayChangeOnResume)
    let ratesAgree = (UInt64(0)..<40).allSatisfy { step in
      let rates = [ours, theirs].map {
        $0.schedule.rate(
          atStep: step, totalSteps: $0.totalSteps(stepsPerEpoch: 10), stepsPerEpoch: 10)
      }
      return rates[0] == rates[1]
    }
    #expect(mayChange == ratesAgree)
  }

  @Test(arguments: 0..<50) func differencesAreThereBothWays(seed: UInt64) {
    let (a, b) = (RandomJob.make(seed: seed), RandomJob.make(seed: seed + 1_000))
    let (there, back) = (a.differences(from: b), b.differences(from: a))
    #expect(there.map(\.name) == back.map(\.name))
    #expect(there.map(\.ours) == back.map(\.theirs))
    #expect(!there.isEmpty)
  }
}

extension Job {
  fileprivate mutating func keepAndTarget(checkpoints: Int, accuracy: Float) {
    checkpointsKept = checkpoints
    targetAccuracy = accuracy
  }
}
