import Testing

@testable import Reports

@Suite struct SampleTests {
  /// By NumPy's `median` and `quantile`.
  @Test func `median and quantiles`() throws {
    let sample = try #require(Sample([25767, 25404, 24100, 26010, 25120]))
    #expect(sample.median == 25404)
    #expect(abs(sample.quantile(0.025) - 24202) < 1e-9)
    #expect(sample.quantile(0.25) == 25120)
    #expect(abs(sample.quantile(0.9) - 25912.8) < 1e-9)
    #expect((sample.minimum, sample.maximum) == (24100, 26010))
  }

  @Test func `one value, and none`() {
    #expect(Sample([3])?.quantile(0.975) == 3)
    #expect(Sample([]) == nil)
  }
}
