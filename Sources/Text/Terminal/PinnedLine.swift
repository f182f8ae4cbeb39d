/// The last line of a terminal, which stays there: messages come above it. What is to be written for
/// each change; it does not write.
///
/// Between two writes the cursor stands, hidden, at the line's first cell, and nothing is below the
/// line. So whatever erases from the cursor on takes all of it away, also when the terminal has become
/// narrower and wrapped it anew, and another process can print above it without knowing it. The
/// line is written without automatic wrapping: where the terminal becomes narrower meanwhile, it is
/// cut off and takes no second row.
///
/// The sequences are ECMA-48's and, with `?`, those of the VT102 and VT220 (DECAWM, DECTCEM).
public enum PinnedLine {
  /// Erases the line, and all that would be below it.
  public static let erasure = "\r\u{1B}[J"
  /// Erases the line for good, and shows the cursor again.
  public static let end = erasure + departure
  /// Shows the cursor again, and leaves everything to whom the terminal is by now.
  public static let departure = "\u{1B}[?25h"

  /// Draws the line over the one that stands there.
  ///
  /// - Parameter line: with fewer cells than the terminal has columns.
  public static func drawing(_ line: StyledText, inColor: Bool) -> String {
    "\r\u{1B}[?25l\u{1B}[?7l" + line.encoded(inColor: inColor) + "\u{1B}[J\u{1B}[?7h\r"
  }

  /// Puts a message in the place of the line, which is to be drawn again below it.
  public static func message(_ text: String, _ style: TextStyle, inColor: Bool) -> String {
    erasure + style.encoded(PrintableText.oneLine(text), inColor: inColor) + "\n"
  }
}
