@testable import Text

import Testing

@Suite struct NumberRunsTests {
  @Test(
    arguments: [
      ([], ""), ([5], "5"), ([0, 1], "0-1"), ([0, 1, 2, 3, 6, 8, 9], "0-3,6,8-9"),
    ] as [([UInt64], String)])
  func `text and back`(numbers: [UInt64], text: String) {
    #expect(NumberRuns.text(numbers) == text)
    #expect(NumberRuns.parse(text, below: 10)?.flatMap { $0 } == numbers)
  }

  @Test(arguments: [
    "a", ",", "1,", ",1", "1,,2", "1-", "-1", "1-2-3", "2-1", "3-3", "01", "+1", "1, 2", "2,1",
    "1,1", "1,2", "0-3,3-4", "0-3,4", "10", "0-10", "18446744073709551616", "١",
  ])
  func `anything else is refused`(text: String) {
    #expect(NumberRuns.parse(text, below: 10) == nil)
  }

  @Test func `the largest numbers`() {
    #expect(NumberRuns.parse("18446744073709551614", below: .max)?.count == 1)
    #expect(NumberRuns.parse("18446744073709551615", below: .max) == nil)
  }
}
