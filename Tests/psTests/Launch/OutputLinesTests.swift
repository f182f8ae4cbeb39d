import Testing

@testable import ps

struct OutputLinesTests {
  @Test(arguments: 1...7) func `whole lines, however they come in parts`(part: Int) {
    let text = Array("one\ntwo words\n\n  \nthree\r\nrest".utf8)
    var lines = OutputLines()
    var shown: [String] = []
    for start in stride(from: 0, to: text.count, by: part) {
      shown += lines.take(text[start..<min(start + part, text.count)])
    }
    #expect(shown == ["one", "two words", "three"])
    #expect(lines.lastWords == "three")
    #expect(lines.takeRest() == ["rest"])
    #expect(lines.lastWords == "rest")
    #expect(lines.takeRest() == [])
  }

  @Test func `a line without an end is shown in parts`() {
    var lines = OutputLines()
    let long = [UInt8](repeating: UInt8(ascii: "x"), count: 2 * OutputLines.lineBytesMax + 3)
    #expect(
      lines.take(long).map(\.utf8.count) == [OutputLines.lineBytesMax, OutputLines.lineBytesMax])
    #expect(lines.takeRest() == ["xxx"])
  }

  @Test func `what would move the cursor is left out`() {
    var lines = OutputLines()
    #expect(lines.take(Array("\u{1B}[2J\u{7}a\tb\u{9B}K\rc\n".utf8)) == ["[2Ja\tbKc"])
  }

  @Test func `bytes that are no text`() {
    var lines = OutputLines()
    #expect(lines.take([0x61, 0xFF, 0x62, 0x0A]) == ["a\u{FFFD}b"])
  }
}
