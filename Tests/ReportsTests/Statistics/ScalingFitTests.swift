import Testing

@testable import Reports

@Suite struct ScalingFitTests {
  private static func points(_ speedUps: [(Int, Double)]) -> [SpeedUpPoint] {
    speedUps.map { SpeedUpPoint(workers: $0.0, speedUp: $0.1) }
  }

  /// Amdahl's own: with a tenth serial, ten workers give 1 / (0.1 + 0.09) = 5.263.
  @Test func `the laws' values`() {
    #expect(abs(ScalingLaw.amdahl.speedUp(workers: 10, serialShare: 0.1) - 5.2632) < 1e-4)
    #expect(abs(ScalingLaw.gustafson.speedUp(workers: 10, serialShare: 0.1) - 9.1) < 1e-12)
  }

  @Test(arguments: ScalingLaw.allCases, [-0.02, 0, 0.03, 0.25, 1])
  func `exact figures give the share back`(law: ScalingLaw, share: Double) throws {
    let fit = try #require(
      ScalingFit(
        law,
        [1, 2, 3, 4, 8, 16].map {
          SpeedUpPoint(
            workers: $0, speedUp: law.speedUp(workers: Double($0), serialShare: share))
        }))
    #expect(abs(fit.serialShare - share) < 1e-12)
    #expect(fit.standardError < 1e-12)
    #expect(fit.rootMeanSquare < 1e-12)
  }

  /// By `scipy.optimize.curve_fit` on the law's linear form.
  @Test func `figures with residuals`() throws {
    let amdahl = try #require(
      ScalingFit(.amdahl, Self.points([(1, 0.93), (2, 1.74), (4, 2.9), (8, 4.2)])))
    #expect(abs(amdahl.serialShare - 0.1314441789) < 1e-9)
    #expect(abs(amdahl.standardError - 0.0055896520) < 1e-9)
    let residuals = amdahl.points.map(amdahl.residual)
    for (residual, expected) in zip(residuals, [-0.07, -0.02765238, 0.03124388, 0.03357041]) {
      #expect(abs(residual - expected) < 1e-8)
    }
    #expect(abs(amdahl.rootMeanSquare - 0.0440675813) < 1e-9)
    let gustafson = try #require(
      ScalingFit(.gustafson, Self.points([(1, 0.95), (2, 1.88), (4, 3.6), (8, 6.9)])))
    #expect(abs(gustafson.serialShare - 0.1528813559) < 1e-9)
    #expect(abs(gustafson.standardError - 0.0067711812) < 1e-9)
  }

  @Test func `too few points give no fit`() {
    #expect(ScalingFit(.amdahl, Self.points([(1, 1), (2, 1.8)])) == nil)
    #expect(ScalingFit(.gustafson, Self.points([(1, 1)])) == nil)
    #expect(ScalingFit(.amdahl, Self.points([(2, 1.8), (4, 3)])) != nil)
  }
}
