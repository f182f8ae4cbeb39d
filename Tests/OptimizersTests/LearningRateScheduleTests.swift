import Foundation
import Optimizers
import Testing

@Suite struct LearningRateScheduleTests {
  private func rates(
    _ schedule: LearningRateSchedule, at steps: [UInt64], of totalSteps: UInt64 = 100,
    stepsPerEpoch: UInt64 = 10
  ) -> [Float] {
    steps.map { schedule.rate(atStep: $0, totalSteps: totalSteps, stepsPerEpoch: stepsPerEpoch) }
  }

  @Test func constantIsTheBaseRate() {
    #expect(rates(.init(baseRate: 0.1), at: [0, 1, 99, 1_000]) == [0.1, 0.1, 0.1, 0.1])
  }

  /// Halved every 30 steps: 0.8, 0.4 from step 30, 0.2 from 60, 0.1 from 90.
  @Test func stepsHalve() {
    let schedule = LearningRateSchedule(
      baseRate: 0.8, shape: .step(everySteps: 30, factor: 0.5))
    #expect(
      rates(schedule, at: [0, 29, 30, 59, 60, 89, 90]) == [0.8, 0.8, 0.4, 0.4, 0.2, 0.2, 0.1])
  }

  /// Halved each epoch of 10 steps.
  @Test func exponentialIsByEpoch() {
    let schedule = LearningRateSchedule(
      baseRate: 0.8, shape: .exponential(factorPerEpoch: 0.5))
    #expect(rates(schedule, at: [0, 9, 10, 19, 20, 30]) == [0.8, 0.8, 0.4, 0.4, 0.2, 0.1])
  }

  /// From 1 to 0.2 in 100 steps: 0.2 + 0.4 (1 + cos(πs/100)). cos is 1, √½, ½, 0, −½ and −1 at 0,
  /// 25, 100/3 (not a step), 50, 200/3 and 100; after the end it stays.
  @Test func cosineFallsToTheFinalRate() {
    let schedule = LearningRateSchedule(baseRate: 1, shape: .cosine(finalRate: 0.2))
    let halfRoot = Float(0.2 + 0.4 * (1 + 0.5.squareRoot()))
    let mirrored = Float(0.2 + 0.4 * (1 - 0.5.squareRoot()))
    let actual = rates(schedule, at: [0, 25, 50, 75, 100, 400])
    for (rate, expected) in zip(actual, [1, halfRoot, 0.6, mirrored, 0.2, 0.2]) {
      #expect((rate - expected).magnitude <= 1e-7)
    }
    // 300 steps: a third of the way is cos 60° = ½, two thirds −½.
    #expect(rates(schedule, at: [100, 200], of: 300).map { ($0 * 10).rounded() } == [8, 4])
  }

  /// Foundation's cosine at every step of an odd number.
  @Test func cosineAgreesWithFoundation() {
    let schedule = LearningRateSchedule(baseRate: 0.3, shape: .cosine(finalRate: 0))
    let total: UInt64 = 1_237
    for step in 0..<total {
      let expected =
        0.5 * Double(Float(0.3)) * (1 + cos(Double.pi * Double(step) / Double(total)))
      let rate = schedule.rate(atStep: step, totalSteps: total, stepsPerEpoch: 10)
      #expect((Double(rate) - expected).magnitude <= 0.5 * Double(Float(expected).ulp) + 1e-15)
    }
  }

  /// 1 after four steps: ¼, ½, ¾, 1; the shape's clock starts with step 4.
  @Test func warmUpRisesToTheBaseRate() {
    let schedule = LearningRateSchedule(
      baseRate: 1, shape: .step(everySteps: 3, factor: 0.5), warmupSteps: 4)
    #expect(
      rates(schedule, at: [0, 1, 2, 3, 4, 6, 7, 10]) == [0.25, 0.5, 0.75, 1, 1, 1, 0.5, 0.25])
  }

  /// After 20 steps of warm-up, 80 are left for the cosine: half-way is step 60.
  @Test func cosineTakesTheStepsAfterTheWarmUp() {
    let schedule = LearningRateSchedule(
      baseRate: 1, shape: .cosine(finalRate: 0), warmupSteps: 20)
    #expect(rates(schedule, at: [9, 19, 20, 60, 100]) == [0.5, 1, 1, 0.5, 0])
  }

  /// Nothing traps where there are no steps after the warm-up, or none in an epoch.
  @Test func emptyRunsHaveRates() {
    let cosine = LearningRateSchedule(
      baseRate: 1, shape: .cosine(finalRate: 0.5), warmupSteps: 10)
    #expect(rates(cosine, at: [10, 11], of: 10) == [1, 0.5])
    let exponential = LearningRateSchedule(
      baseRate: 1, shape: .exponential(factorPerEpoch: 0.5))
    #expect(rates(exponential, at: [0], stepsPerEpoch: 0) == [1])
  }

  /// 0.9⁵⁰ = 0.00515377520732…, computed with Python's decimal module.
  @Test func manyEpochsKeepTheirPrecision() {
    let schedule = LearningRateSchedule(
      baseRate: 1, shape: .exponential(factorPerEpoch: 0.9))
    let rate = schedule.rate(atStep: 500, totalSteps: 1_000, stepsPerEpoch: 10)
    // 0.9 as a float is 2.6e-8 too small, fifty times.
    #expect((Double(rate) / 0.00515377520732011 - 1).magnitude < 1.5e-6)
  }

  /// 0.5 · 0.1^r, but not below 0.002; the warm-up comes before.
  @Test func aPlateauReducesTheRateAsOftenAsItIsTold() {
    let schedule = LearningRateSchedule(
      baseRate: 0.5, shape: .plateau(factor: 0.1, leastRate: 0.002), warmupSteps: 4)
    let rates = (0..<5 as Range<UInt64>).map {
      schedule.rate(atStep: 100, totalSteps: 1_000, stepsPerEpoch: 10, reductions: $0)
    }
    for (rate, expected) in zip(rates, [0.5, 0.05, 0.005, 0.002, 0.002] as [Float]) {
      #expect((rate - expected).magnitude <= 1e-7 * expected)
    }
    #expect(schedule.rate(atStep: 1, totalSteps: 1_000, stepsPerEpoch: 10, reductions: 3) == 0.25)
  }
}
