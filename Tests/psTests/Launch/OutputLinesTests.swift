import Testing
import Text

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

  /// As a worker writes them with `--log-format json`.
  @Test func `the last words of lines of JSON`() {
    var lines = OutputLines()
    let line = MessageLine.text("refused: no data", of: "worker w", isFailure: true, time: 1)
    #expect(lines.take(Array("\(line)\n".utf8)) == [line])
    #expect(lines.lastWords == "refused: no data")
    _ = lines.take(Array("{none\n".utf8))
    #expect(lines.lastWords == "{none")
  }

  @Test func `bytes that are no text`() {
    var lines = OutputLines()
    #expect(lines.take([0x61, 0xFF, 0x62, 0x0A]) == ["a\u{FFFD}b"])
  }
}
