/// Text as a terminal may be shown it. What peers and files say could otherwise move the cursor, or
/// pass for lines of ours.
public enum PrintableText {
  /// The text on one line, its control characters replaced.
  public static func oneLine(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if !isControl(scalar) {
        result.append(scalar)
      } else {
        result.append(isSpace(scalar) ? " " : "\u{FFFD}")
      }
    }
    return String(result)
  }

  /// C0, DEL and C1; the separators of lines and paragraphs; what turns the direction of writing.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0...0x1F, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9...0xD, 0x85, 0x2028, 0x2029: true
    default: false
    }
  }
}
