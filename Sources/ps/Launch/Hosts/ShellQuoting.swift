/// Words for a shell to read.
enum ShellQuoting {
  /// The word as a shell must be given it, to read it as this one word: by POSIX's rules, and those
  /// of csh and fish, since it is the user's own shell that a host reads a command line with.
  static func quoted(_ word: String) -> String {
    guard word.isEmpty || !word.utf8.allSatisfy(isPlain) || word.hasPrefix("=") else { return word }
    var text = "'"
    for character in word {
      switch character {
      // Outside of the quotes; fish reads a backslash within them, too.
      case "'": text += "'\\''"
      case "\\": text += "'\\\\'"
      default: text.append(character)
      }
    }
    return text + "'"
  }

  /// The words of a command that a user gave as one text: blanks part them, quotation marks of either
  /// kind keep them together, and nothing else means anything.
  ///
  /// - Returns: nil where a quotation mark has no second one.
  static func words(of command: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Character?
    for character in command {
      if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character.isWhitespace {
        if let complete = word { words.append(complete) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let complete = word { words.append(complete) }
    return quote == nil ? words : nil
  }

  private static func isPlain(_ character: UInt8) -> Bool {
    switch character {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "_"), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "="),
      UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }
}
