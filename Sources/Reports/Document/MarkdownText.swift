/// Text as Markdown writes it (CommonMark, with GitHub's tables).
enum MarkdownText {
  /// The text with every character that could be markup behind a backslash, on one line.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in cleaned(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "#", "|", "~", "$", "&", "!", "@":
        result += "\\"
      default: break
      }
      result.unicodeScalars.append(scalar)
    }
    // What would begin a list, a heading or a rule.
    if let first = result.first, "-+=".contains(first) { result = "\\" + result }
    if let end = result.firstIndex(where: { !("0"..."9").contains($0) }), end > result.startIndex,
      ".)".contains(result[end]), result[end...].dropFirst().first.map({ $0 == " " }) ?? true
    {
      result.insert("\\", at: end)
    }
    return result
  }

  /// Text with its emphasis.
  static func inline(_ prose: Prose) -> String {
    prose.parts.enumerated().map { index, part in
      switch part {
      case .plain(let text): index == 0 ? escaped(text) : escapedInside(text)
      case .strong(let text): text.isEmpty ? "" : "**\(escapedInside(text))**"
      case .code(let text): code(text)
      }
    }.joined()
  }

  /// As `escaped`, where text stands before it on the line.
  private static func escapedInside(_ text: String) -> String {
    String(escaped("x" + text).dropFirst())
  }

  /// In backticks, more than the text has in a row. A bar would end a table's cell even there.
  private static func code(_ text: String) -> String {
    let text = cleaned(text)
    guard !text.isEmpty else { return "" }
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let padding = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
    return fence + padding + text.replacing("|", with: "\\|") + padding + fence
  }

  /// Without line ends and control characters.
  private static func cleaned(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\t", "\n", "\r": result += " "
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}",
        "\u{2066}"..."\u{2069}":
        result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
