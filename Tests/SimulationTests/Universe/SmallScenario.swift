import Coordination

@testable import Simulation

extension Scenario {
  /// Three steps of two micro-batches with two workers, counted: θ has six elements, of which those
  /// of the steps done are 1. Nothing goes wrong.
  static func small(_ rule: MotionRule = .sync) -> Scenario {
    var scenario = Scenario(seed: 1, modes: [.sync])
    scenario.rule = rule
    scenario.work = .counting
    scenario.algorithm = .sgd
    scenario.poison = 0
    scenario.workers = 2
    scenario.workersExpected = 1
    scenario.workersMin = 1
    scenario.paces = [.milliseconds(1), .milliseconds(1)]
    scenario.hiccups = 0
    scenario.microBatches = 2
    scenario.batch = 2
    scenario.trainingSamples = 6
    scenario.validationSamples = 0
    scenario.epochs = 1
    scenario.halvesRateAfter = nil
    scenario.endsAfter = nil
    scenario.faultyTime = .seconds(0)
    scenario.duplication = 0
    scenario.reordering = 0
    scenario.corruption = 0
    scenario.silentWorkers = 0
    scenario.floods = []
    return scenario
  }
}
