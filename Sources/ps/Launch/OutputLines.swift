/// Cuts what a process writes into lines that can be shown one by one.
struct OutputLines {
  /// The longest line; of a longer one each part is a line.
  static let lineBytesMax = 4096

  private var rest: [UInt8] = []
  /// The last line that had something in it.
  private(set) var lastWords: String?

  /// Takes bytes as they come.
  ///
  /// - Returns: the lines that are whole.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
    var lines: [String] = []
    for byte in bytes {
      if byte == UInt8(ascii: "\n") {
        lines.append(contentsOf: line())
      } else {
        rest.append(byte)
        if rest.count >= Self.lineBytesMax { lines.append(contentsOf: line()) }
      }
    }
    return lines
  }

  /// What was left without a line end when the process ended.
  mutating func takeRest() -> [String] { line() }

  /// Without what would move a terminal's cursor: another host must not be able to write over the
  /// words of others. Empty lines are left out.
  private mutating func line() -> [String] {
    defer { rest.removeAll(keepingCapacity: true) }
    let text = String(decoding: rest, as: UTF8.self)
    let shown = String(
      String.UnicodeScalarView(
        text.unicodeScalars.filter { $0 == "\t" || $0.properties.generalCategory != .control }))
    guard shown.contains(where: { !$0.isWhitespace }) else { return [] }
    lastWords = shown
    return [shown]
  }
}
