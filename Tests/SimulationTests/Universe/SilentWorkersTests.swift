import Coordination
import Testing

@testable import Simulation

/// Workers that take work and never return any, beside one that does.
@Suite("Silent workers")
struct SilentWorkersTests {
  /// What an undisturbed run of one worker takes, with so many silent ones beside it.
  private func duration(
    _ rule: MotionRule, silent: Int, workersExpected: Int = 1, microBatches: Int = 8
  ) throws -> Double {
    var scenario = Scenario.small(rule)
    scenario.mode = rule.movesWithEachPush ? .async : .sync
    scenario.workers = 1
    scenario.paces = [.milliseconds(5)]
    scenario.silentWorkers = silent
    scenario.workersExpected = workersExpected
    scenario.workersMin = 1
    scenario.speculationShare = 0.25
    scenario.sendsInTurn = false
    scenario.microBatches = microBatches
    scenario.batch = 16
    scenario.trainingSamples = 16 * 50
    scenario.validationSamples = 3000
    scenario.epochs = 8
    scenario.checkpoints = .epochs
    scenario.heartbeatTimeout = .seconds(10)
    scenario.serverTimeout = .seconds(60)
    let report = Universe(scenario).run()
    #expect(report.failure == nil)
    #expect(silent == 0 || report.faults[.silence] > 0 || rule == .sync)
    return report.duration.inSeconds
  }

  /// The modes with figures.
  static let rules: [MotionRule] = [
    .sync, .drop(1), .async, .bounded(2), .compensated(1 / 256),
  ]

  @Test(
    "cost one that works no more than its own time again, and the patience with the first of them",
    arguments: rules, [1, 5, 20, 100])
  func cost(_ rule: MotionRule, _ silent: Int) throws {
    let alone = try duration(rule, silent: 0)
    let together = try duration(rule, silent: silent)
    // As long as no worker has been measured, waves of them are waited for: 2 s, 1 s, 0.5 s …, at
    // last 20 ms each.
    let patience = 2 * Limits.unmeasuredOrderTime.inSeconds + Double(silent) * 0.05
    #expect(together <= 2 * alone + patience, "\(alone) s alone, \(together) s together")
  }

  @Test("that are all there from the start are found out by the first result", arguments: [5, 20])
  func fromTheStart(_ silent: Int) throws {
    let alone = try duration(.sync, silent: 0)
    let together = try duration(.sync, silent: silent, workersExpected: silent + 1)
    #expect(together <= 2 * alone + 2, "\(alone) s alone, \(together) s together")
  }
}
