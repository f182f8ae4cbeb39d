@testable import Text

import TerminalEmulation
import Testing

@Suite struct CellWidthTests {
  /// A line that is thought shorter than it is would wrap.
  @Test func `No character is wider than thought`() {
    for value in 0x20...0x10FFFF as ClosedRange<UInt32> where !(0x7F...0x9F).contains(value) {
      guard let scalar = Unicode.Scalar(value), let width = SystemCellWidth.known(scalar) else {
        continue
      }
      #expect(CellWidth.of(scalar) >= width, "U+\(String(value, radix: 16))")
    }
  }

  @Test(arguments: [
    ("loss 0.0937", 11), ("θ", 1), ("[██··]", 6), ("训练", 4), ("학습", 4), ("é", 1), ("e\u{301}", 1),
    ("", 0),
  ]) func `Text takes the cells that it takes`(text: String, cells: Int) {
    #expect(CellWidth.of(text) == cells)
    #expect(text.unicodeScalars.reduce(0) { $0 + SystemCellWidth.of($1) } == cells)
  }
}
