import Testing

@testable import Reports

@Suite struct FigureTextTests {
  @Test(
    arguments: [
      (25766.7, "25,767"), (123.45, "123.5"), (12.345, "12.35"), (1.2345, "1.235"),
      (0.04125, "0.04125"), (0.5, "0.5000"), (0.000123, "0.0001230"), (0, "0"), (-12.5, "-12.50"),
      (.infinity, "–"),
    ])
  func `digits that count`(value: Double, expected: String) {
    #expect(FigureText.short(value) == expected)
  }

  @Test func `bytes, shares, counts`() {
    #expect(FigureText.bytes(2_678_824) == "2.68 MB")
    #expect(FigureText.bytes(823) == "823 B")
    #expect(FigureText.bytes(123_456) == "123 kB")
    #expect(FigureText.percent(0.4567) == "45.7 %")
    #expect(FigureText.count(1, "worker") == "1 worker")
    #expect(FigureText.count(1200, "worker") == "1,200 workers")
  }

  /// By `date -u -d @…`.
  @Test(
    arguments: [
      (0.0, "1970-01-01 00:00:00 UTC"), (951_826_754, "2000-02-29 12:19:14 UTC"),
      (1_795_517_704.93, "2026-11-24 10:55:04 UTC"), (4_107_542_399, "2100-02-28 23:59:59 UTC"),
      (4_107_542_400, "2100-03-01 00:00:00 UTC"), (-1, "1969-12-31 23:59:59 UTC"),
    ])
  func calendar(seconds: Double, expected: String) {
    #expect(CalendarText.utc(seconds) == expected)
  }
}
