import Testing

@testable import Reports

@Suite struct DecimatedSeriesTests {
  @Test(arguments: [1, 7, 8, 9, 100, 10_000])
  func `nothing is lost but detail`(count: Int) {
    var series = DecimatedSeries(bucketsMax: 8)
    for index in 1...count { series.add(Double(index), Double(index % 13)) }
    let buckets = series.buckets
    #expect(buckets.count <= 8)
    #expect(count < 4 || buckets.count >= 4)
    #expect(buckets.map(\.count).reduce(0, +) == UInt64(count))
    let sum = (1...count).map { $0 % 13 }.reduce(0, +)
    #expect(abs(buckets.map(\.weightedSum).reduce(0, +) - Double(sum)) < 1e-9)
    #expect(buckets.first?.start == 1 && buckets.last?.end == Double(count))
    #expect(buckets.map(\.greatest).max() == Double((1...count).map { $0 % 13 }.max() ?? 0))
    for (bucket, next) in zip(buckets, buckets.dropFirst()) { #expect(bucket.end < next.start) }
  }

  @Test func `means are weighted`() {
    var series = DecimatedSeries(bucketsMax: 2)
    for (value, weight) in [(1.0, 1.0), (4, 3), (7, 1), (1, 1)] {
      series.add(value, value, weight: weight)
    }
    #expect(series.buckets.map(\.mean) == [3.25, 4])
  }

  @Test func `what is computed again is taken back`() {
    var series = DecimatedSeries()
    for step in 1...20 { series.add(Double(step), 0) }
    series.removeAll(after: 12)
    #expect(series.buckets.last?.start == 12)
  }

  @Test func `coarser`() {
    var series = DecimatedSeries()
    for step in 1...20 { series.add(Double(step), Double(step)) }
    let buckets = series.coarser(6)
    #expect(buckets.map(\.start) == [1, 5, 9, 13, 17])
    #expect(buckets.map(\.mean) == [2.5, 6.5, 10.5, 14.5, 18.5])
    #expect(series.coarser(100).count == 20)
  }

  @Test func `what is not finite is left out`() {
    var series = DecimatedSeries()
    series.add(1, .nan)
    series.add(.infinity, 1)
    #expect(series.buckets.isEmpty)
  }

  /// A break after every hundred points: no bucket has points from both sides.
  @Test func `points on either side of a break stay apart`() {
    var series = DecimatedSeries(bucketsMax: 40)
    for index in 0..<500 {
      if index % 100 == 0 { series.addBreak() }
      series.add(Double(index), 1)
    }
    for buckets in [series.buckets, series.coarser(10)] {
      #expect(buckets.filter(\.isAfterBreak).map(\.start) == [100, 200, 300, 400])
      #expect(buckets.allSatisfy { Int($0.start) / 100 == Int($0.end) / 100 })
      #expect(buckets.map(\.count).reduce(0, +) == 500)
    }
    #expect(series.buckets.count <= 40)
    #expect(series.coarser(10).count <= 14)
  }

  @Test func `breaks give way where there are too many`() {
    var series = DecimatedSeries(bucketsMax: 8)
    for index in 0..<1000 {
      series.addBreak()
      series.add(Double(index), 1)
      #expect(series.buckets.count <= 8)
    }
    #expect(series.buckets.map(\.count).reduce(0, +) == 1000)
    #expect(series.coarser(3).count <= 3)
  }
}
