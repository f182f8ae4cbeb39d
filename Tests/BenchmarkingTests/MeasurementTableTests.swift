import Testing

@testable import Benchmarking

@Suite struct MeasurementTableTests {
  private var table: MeasurementTable {
    var table = MeasurementTable(
      "update", note: "a note",
      columns: [
        .init("model", "model"), .init("parameters", "parameters"),
        .init("seconds", "ms", digits: 2, scale: 1e3),
      ])
    table.append([.text("8-2"), .integer(18), .number(0.0123456)])
    table.append([.text("784-512-10"), .integer(407_050), .number(1.5)])
    return table
  }

  @Test func columnsAreAligned() {
    #expect(
      table.text == """
        update: a note
          model       parameters        ms
          8-2                 18     12.35
          784-512-10     407,050  1,500.00

        """)
  }

  @Test func jsonHasTheUnroundedFigures() {
    #expect(
      table.json == [
        "benchmark": "update", "note": "a note",
        "rows": [
          ["model": "8-2", "parameters": 18, "seconds": 0.0123456],
          ["model": "784-512-10", "parameters": 407_050, "seconds": 1.5],
        ],
      ])
  }
}
