import Coordination

/// What θ must be at each version.
struct ExpectedParameters {
  private let scenario: Scenario
  private let task: TrainingTask
  private let reference: SequentialReference

  init(_ scenario: Scenario, _ task: TrainingTask) {
    self.scenario = scenario
    self.task = task
    reference = SequentialReference(scenario, task)
  }

  /// What is wrong with a θ that is said to be of a version; nil where nothing is.
  func difference(of floats: some Collection<Float>, atVersion version: UInt64) -> String? {
    guard version < reference.versions.count else {
      return "version \(version) is beyond the run's end"
    }
    let expected = reference.versions[Int(version)]
    if floats.count == expected.count,
      zip(floats, expected).allSatisfy({ $0.bitPattern == $1 })
    {
      return nil
    }
    for (element, (is_, should)) in zip(floats, expected).enumerated()
    where is_.bitPattern != should {
      return describe(element, is_, Float(bitPattern: should), version)
    }
    return "there are \(floats.count) elements instead of \(expected.count)"
  }

  private func describe(
    _ element: Int, _ value: Float, _ expected: Float, _ version: UInt64
  ) -> String {
    guard task.kind == .counting else {
      return "element \(element) is \(value) instead of \(expected) in version \(version)"
    }
    let unit =
      "micro-batch \(element % scenario.microBatches) of step \(element / scenario.microBatches)"
    return switch value {
    case 0: "\(unit) is missing from version \(version)"
    case 1: "\(unit) was applied before its time, in version \(version)"
    case 2: "\(unit) was applied twice in version \(version)"
    default: "\(unit) was applied \(value) times in version \(version)"
    }
  }

  /// Mean ℓ of the step that led to a version; nil where it depends on the run.
  func loss(ofVersion version: UInt64) -> Double? {
    version >= 1 && version <= reference.losses.count ? reference.losses[Int(version) - 1] : nil
  }

  /// What an evaluation of a version must come to; nil where it depends on the run.
  func evaluation(atVersion version: UInt64) -> Tally? {
    guard version < reference.versions.count else { return nil }
    return reference.evaluation(atVersion: Int(version), scenario, task)
  }
}
