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
}
