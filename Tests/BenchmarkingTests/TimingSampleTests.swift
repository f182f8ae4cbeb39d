import Testing

@testable import Benchmarking

@Suite struct TimingSampleTests {
  /// `numpy.quantile([4, 1, 3, 2], [0, .25, .5, .75])` is 1, 1.75, 2.5, 3.25.
  @Test func quantilesAreNumPys() {
    let sample = TimingSample([4, 1, 3, 2])
    #expect(sample.count == 4)
    #expect(sample.minimum == 1)
    #expect(sample.lowerQuartile == 1.75)
    #expect(sample.median == 2.5)
    #expect(sample.upperQuartile == 3.25)
    #expect(sample.quantile(1) == 4)
  }

  @Test func anOddNumberHasAMiddle() {
    let sample = TimingSample([9, 1, 5])
    #expect(sample.median == 5 && sample.lowerQuartile == 3 && sample.upperQuartile == 7)
  }

  @Test func oneMeasurementIsAllOfThem() {
    let sample = TimingSample([7])
    #expect(sample.lowerQuartile == 7 && sample.median == 7 && sample.upperQuartile == 7)
  }
}
