import Text

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

  /// Empty lines are left out.
  private mutating func line() -> [String] {
    defer { rest.removeAll(keepingCapacity: true) }
    if rest.last == UInt8(ascii: "\r") { rest.removeLast() }
    let text = String(decoding: rest, as: UTF8.self)
    guard text.contains(where: { !$0.isWhitespace }) else { return [] }
    lastWords = Self.sentence(of: text)
    return [text]
  }

  /// What a line says: of one in JSON, its message.
  private static func sentence(of line: String) -> String {
    guard line.hasPrefix("{"), let json = try? JSON.parse(line) else { return line }
    return json["text"]?.stringValue ?? line
  }
}
