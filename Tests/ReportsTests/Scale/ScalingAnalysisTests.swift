import Testing

@testable import Reports

@Suite struct ScalingAnalysisTests {
  @Test(arguments: [0.0, 0.05, 0.3])
  func `exact laws give their share back`(share: Double) throws {
    let results = ScaleExample.results(workers: [1, 2, 4, 8], serialShare: share, cores: 16)
    let analysis = try #require(ScalingAnalysis(results))
    #expect(abs(analysis.baseline.throughput - 1000) < 1e-6)
    for kind in ScalingKind.allCases {
      let fit = try #require(analysis.fit(kind))
      #expect(abs(fit.fit.serialShare - share) < 1e-9)
      #expect(fit.fit.points.map(\.workers) == [1, 2, 4, 8])
      // No run differs from another: the interval is a point.
      let interval = try #require(fit.interval)
      #expect(abs(interval.lower - share) < 1e-9 && abs(interval.upper - share) < 1e-9)
    }
    // Amdahl at 8 workers, by hand: 1 / (s + (1 − s) / 8).
    let eight = try #require(analysis.points(.strong).last)
    #expect(abs(eight.speedUp - 1 / (share + (1 - share) / 8)) < 1e-9)
    #expect(abs(eight.efficiency - eight.speedUp / 8) < 1e-12)
    let weak = try #require(analysis.points(.weak).last)
    #expect(abs(weak.speedUp - (8 - share * 7)) < 1e-9)
  }

  /// With a server beside them, 4 cores have room for 3 workers.
  @Test func `oversubscribed points are in no fit`() throws {
    let few = try #require(
      ScalingAnalysis(ScaleExample.results(workers: [1, 2, 4, 8], serialShare: 0.1, cores: 4)))
    #expect(few.points(.strong).map(\.summary.isOversubscribed) == [false, false, true, true])
    // Only one point of several workers is left.
    #expect(few.fit(.strong) == nil && few.fit(.weak) == nil)
    let enough = try #require(
      ScalingAnalysis(ScaleExample.results(workers: [1, 2, 3, 8], serialShare: 0.1, cores: 4)))
    #expect(try #require(enough.fit(.strong)).fit.points.map(\.workers) == [1, 2, 3])
  }

  @Test func `the baseline is the faster one`() throws {
    func analysis(alone: Double, launched: Double) throws -> ScalingAnalysis {
      let plan = ScalePlan(
        workers: [1, 2], kinds: [.strong], repeats: 1, batch: 10, microBatches: 2)
      var results = ScaleResults(
        plan: plan,
        budget: CoreBudget(home: .init(name: "h", bootID: "x", cores: 8, slots: 0), hosts: []),
        job: [:], isReproducible: true, hasTarget: false, warmUp: 0, steps: 1, start: 0)
      for (point, speed) in zip(plan.points, [alone, launched, 1.5 * launched]) {
        results.add(RunMeasurement(steps: 1, samples: speed, seconds: 1), of: point)
      }
      return try #require(ScalingAnalysis(results))
    }
    let slow = try analysis(alone: 80, launched: 100)
    #expect(slow.baseline.point.workers == 1)
    #expect(slow.points(.strong).map(\.speedUp) == [1, 1.5])
    let fast = try analysis(alone: 120, launched: 100)
    #expect(fast.baseline.point.workers == 0)
    #expect(fast.points(.strong).map { ($0.speedUp * 1000).rounded() } == [833, 1250])
  }

  /// What a step took beyond the ideal is all accounted for.
  @Test func `growth adds up`() throws {
    let results = ScaleExample.results(workers: [1, 2, 4], serialShare: 0.2, cores: 16)
    let analysis = try #require(ScalingAnalysis(results))
    for kind in ScalingKind.allCases {
      for point in analysis.points(kind) where point.workers > 1 {
        let growth = StepGrowth(point.summary, baseline: analysis.baseline)
        let growths = try #require(growth.growths)
        #expect(abs(growths.map(\.seconds).reduce(0, +) - growth.excess) < 1e-12)
        #expect(growths.first?.part == .part(.wait))
        // The example's parts are whole nanoseconds.
        #expect(abs(growths[0].seconds - growth.excess * 2 / 3) < 1e-9)
        #expect(growth.excess > 0)
        let ideal =
          kind == .weak
          ? ScaleExample.aloneSeconds : ScaleExample.aloneSeconds / Double(point.workers)
        #expect(abs(growth.ideal - ideal) < 1e-12)
      }
    }
  }

  @Test func `growth in words`() {
    let results = ScaleExample.results(workers: [1, 4], serialShare: 0.2, cores: 16)
    let analysis = ScalingAnalysis(results)
    let point = analysis?.points(.strong).last
    let text = point.flatMap { point in
      analysis.map {
        GrowthText.sentence(
          StepGrowth(point.summary, baseline: $0.baseline), difference: .shown, label: "4 workers"
        )
        .text
      }
    }
    // 100 ms alone; ideal 25 ms; with s = 0.2 it is 20 + 80 / 4 = 40 ms.
    #expect(
      text
        == "4 workers: a mean step took 40.000 ms where the ideal is 25.000 ms, 15.000 ms more. Wait "
        + "grew by 10.000 ms (67 % of the difference); push by 5.000 ms (33 % of the difference).")
  }
}
