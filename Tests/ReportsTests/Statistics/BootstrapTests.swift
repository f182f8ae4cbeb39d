import Tensors
import Testing

@testable import Reports

@Suite struct BootstrapTests {
  /// `scipy.stats.bootstrap(method="percentile")` with 20,000 resamples gives these ends; over its
  /// seeds the mean's moved by 0.011, the others' not at all.
  @Test func `intervals that SciPy gives too`() throws {
    let values = [10.1, 11.4, 9.8, 10.9, 12.0, 10.4, 11.1, 9.9, 10.7]
    let bootstrap = Bootstrap(resamples: 20_000)
    #expect(
      bootstrap.interval(ofMedian: values) == ConfidenceInterval(lower: 9.9, upper: 11.4))
    let mean = try #require(
      bootstrap.interval(of: [values]) { $0[0].reduce(0, +) / Double($0[0].count) })
    #expect(abs(mean.lower - 10.2667) < 0.02)
    #expect(abs(mean.upper - 11.1667) < 0.02)
    let ratio = try #require(
      bootstrap.interval(of: [[20, 21, 19, 22, 20.5], [10, 10.4, 9.9, 10.8, 10.1]]) { groups in
        guard let above = Sample(groups[0]), let below = Sample(groups[1]) else { return nil }
        return above.median / below.median
      })
    #expect(abs(ratio.lower - 1.85185) < 0.01)
    #expect(abs(ratio.upper - 2.17822) < 0.01)
  }

  /// Of three values, the median of a resample is the least with probability 7/27: 1 of 27 draws has
  /// it three times, 6 twice.
  @Test func `draws are even`() {
    var least = 0
    let resamples = 27_000
    _ = Bootstrap(resamples: resamples).interval(of: [[1, 2, 3]]) { groups in
      let median = Sample(groups[0])?.median
      if median == 1 { least += 1 }
      return median
    }
    let expected = Double(resamples) * 7 / 27
    let deviation = (expected * 20 / 27).squareRoot()
    #expect(abs(Double(least) - expected) < 4 * deviation)
  }

  /// The 95 % interval of the mean of 20 normal numbers holds the true mean in about 93 % of samples,
  /// as percentile bootstraps of small samples do; far fewer or all of them would be a mistake.
  @Test func coverage() throws {
    let samples = 400
    var held = 0
    for sample in 0..<samples {
      let stream = RandomStream(
        seed: 7, purpose: .initialParameters, index: UInt32(sample))
      let values = (0..<5).flatMap { block -> [Double] in
        let words = stream.words(UInt64(block))
        return (0..<4).map { 5 + Double(RandomStream.standardNormal(words[$0])) }
      }
      let interval = try #require(
        Bootstrap(resamples: 600).interval(of: [values]) { $0[0].reduce(0, +) / 20 })
      if interval.contains(5) { held += 1 }
    }
    // 0.93 less and more 4 standard deviations of 0.0128.
    #expect((0.88...0.98).contains(Double(held) / Double(samples)))
  }

  @Test func `the same again, and nothing from one measurement`() {
    let values = [3.0, 1, 4, 1, 5, 9]
    #expect(Bootstrap().interval(ofMedian: values) == Bootstrap().interval(ofMedian: values))
    #expect(Bootstrap().interval(ofMedian: [3]) == nil)
    #expect(Bootstrap().interval(of: [values, [1]]) { $0[1][0] } == nil)
  }
}
