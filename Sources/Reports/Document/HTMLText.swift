/// Text as HTML and XML write it, in elements and in quoted attributes.
enum HTMLText {
  /// The text with its five marked characters replaced, and what no XML may hold by `�`.
  static func escaped(_ text: String) -> String {
    var result = ""
    // A percent sign does not begin a line.
    for scalar in text.replacing(" %", with: "\u{A0}%").unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\t", "\n", "\r": result.unicodeScalars.append(scalar)
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}",
        // What turns the direction of text around could make it read as another.
        "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text with its emphasis.
  static func inline(_ prose: Prose) -> String {
    prose.parts.map { part in
      switch part {
      case .plain(let text): escaped(text)
      case .strong(let text): "<strong>\(escaped(text))</strong>"
      case .code(let text): "<code>\(escaped(text))</code>"
      }
    }.joined()
  }
}
