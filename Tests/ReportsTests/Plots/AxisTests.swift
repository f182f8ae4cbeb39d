import Testing

@testable import Reports

@Suite struct AxisTests {
  @Test(
    arguments: [
      (0.0...10, 5, ["0", "2", "4", "6", "8", "10"]),
      (0.0...0.37, 4, ["0.0", "0.1", "0.2", "0.3", "0.4"]),
      (95.2...97.9, 5, ["95", "96", "97", "98"]),
      (0.0...26_100, 5, ["0", "10,000", "20,000", "30,000"]),
      (0.0...0.000_4, 4, ["0.0000", "0.0001", "0.0002", "0.0003", "0.0004"]),
    ])
  func `round ticks`(range: ClosedRange<Double>, count: Int, labels: [String]) {
    let axis = Axis("", over: range, ticks: count)
    #expect(axis.ticks.map(axis.label) == labels)
    #expect(axis.lower <= range.lowerBound && axis.upper >= range.upperBound)
  }

  @Test func `whole numbers`() {
    let axis = Axis("", over: 1...4, ticks: 8, isWhole: true, isTight: true)
    #expect(axis.ticks == [1, 2, 3, 4])
    #expect(axis.place(1) == 0 && axis.place(4) == 1 && axis.place(2.5) == 0.5)
  }

  @Test(arguments: [0.0, 5, -3, 1e12])
  func `one value alone has room`(value: Double) {
    let axis = Axis("", over: value...value, ticks: 5)
    #expect(axis.lower < axis.upper)
    #expect((0...1).contains(axis.place(value)))
    #expect(!axis.ticks.isEmpty && axis.ticks.count < 20)
  }

  @Test func `logarithmic`() {
    let axis = Axis(logarithmic: "", over: 0.03...2.4)
    #expect(axis.ticks.map(axis.label) == ["0.02", "0.05", "0.1", "0.2", "0.5", "1", "2", "5"])
    // Half way between 0.02 and 5 by ratio.
    #expect(abs(axis.place((0.02 * 5.0).squareRoot()) - 0.5) < 1e-9)
    let wide = Axis(logarithmic: "", over: 1e-6...1e3)
    #expect(
      wide.ticks.map(wide.label) == [
        "1e-6", "1e-5", "0.0001", "0.001", "0.01", "0.1", "1", "10", "100", "1,000",
      ])
    let small = Axis(logarithmic: "", over: 2e-9...4e-8)
    #expect(small.ticks.map(small.label) == ["2e-9", "5e-9", "1e-8", "2e-8", "5e-8"])
  }

  /// Whatever stands in a log.
  @Test(
    arguments: [
      0...1e308, -1e308...1e308, -.infinity ... .infinity, 0...Double.leastNonzeroMagnitude,
      Double.leastNormalMagnitude / 4...Double.leastNormalMagnitude / 2,
      1e16...1.000000000000001e16, 1e308...1e308, -1e-300...1e300,
      Double.leastNonzeroMagnitude...Double.leastNonzeroMagnitude,
      1e17...1e17 + 64, 0 ... .greatestFiniteMagnitude, -3...(-3).nextUp,
    ] as [ClosedRange<Double>])
  func `any range has a few ticks`(range: ClosedRange<Double>) {
    for axis in [
      Axis("", over: range, ticks: 8), Axis("", over: range, ticks: 8, isTight: true),
      Axis("", over: range, ticks: 8, isWhole: true), Axis(logarithmic: "", over: range),
    ] {
      #expect(axis.ticks.count <= 40)
      #expect(axis.lower < axis.upper && (axis.upper - axis.lower).isFinite)
      for value in [range.lowerBound, range.upperBound, 0, 1, .nan, -.infinity, .infinity] {
        #expect(axis.place(value).isFinite)
      }
      for tick in axis.ticks { #expect(axis.label(tick).count <= 14, "\(axis.label(tick))") }
    }
  }

  @Test func `labels of large and small numbers`() {
    let large = Axis("", over: 0...4e12, ticks: 4)
    #expect(large.ticks.map(large.label) == ["0", "1e12", "2e12", "3e12", "4e12"])
    let small = Axis("", over: 0...5e-9, ticks: 2)
    #expect(small.ticks.map(small.label) == ["0", "5e-9"])
    let half = Axis("", over: -2.5e9...5e9, ticks: 3)
    #expect(half.ticks.map(half.label) == ["-5e9", "0", "5e9"])
    // Not every power of 600.
    let wide = Axis(logarithmic: "", over: 1e-300...1e300)
    #expect(wide.ticks.count <= 12 && wide.ticks.first == wide.lower)
  }
}
