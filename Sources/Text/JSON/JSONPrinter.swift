extension JSON: CustomStringConvertible {
  /// The compact text, on one line and without spaces.
  public var description: String { String(decoding: encoded(), as: UTF8.self) }

  /// The text as UTF-8, without a final newline: compact, or pretty with a member or element a line,
  /// indented by two spaces.
  ///
  /// A double is printed with the fewest digits that read back as the same double; NaN and the
  /// infinities, which JSON does not have, as `null`.
  public func encoded(pretty: Bool = false) -> [UInt8] {
    var printer = JSONPrinter(isPretty: pretty)
    printer.print(self)
    return printer.bytes
  }
}

/// Collects the text of one value.
private struct JSONPrinter {
  let isPretty: Bool
  var bytes: [UInt8] = []
  var depth = 0

  init(isPretty: Bool) {
    self.isPretty = isPretty
  }

  mutating func print(_ value: JSON) {
    switch value {
    case .null: bytes += "null".utf8
    case .bool(let value): bytes += (value ? "true" : "false").utf8
    case .integer(let value): bytes += value.description.utf8
    case .double(let value): bytes += (value.isFinite ? value.description : "null").utf8
    case .string(let value): print(text: value)
    case .array(let elements):
      list("[", "]", count: elements.count) { printer, index in printer.print(elements[index]) }
    case .object(let members):
      list("{", "}", count: members.count) { printer, index in
        printer.print(text: members[index].key)
        printer.bytes += (printer.isPretty ? ": " : ":").utf8
        printer.print(members[index].value)
      }
    }
  }

  private mutating func list(
    _ opening: String, _ closing: String, count: Int, item: (inout JSONPrinter, Int) -> Void
  ) {
    bytes += opening.utf8
    depth += 1
    for index in 0..<count {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      breakLine()
      item(&self, index)
    }
    depth -= 1
    if count > 0 { breakLine() }
    bytes += closing.utf8
  }

  private mutating func breakLine() {
    guard isPretty else { return }
    bytes.append(0x0A)
    bytes += repeatElement(0x20, count: 2 * depth)
  }

  private mutating func print(text: String) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): bytes += "\\\"".utf8
      case UInt8(ascii: "\\"): bytes += "\\\\".utf8
      case 0x08: bytes += "\\b".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x0A: bytes += "\\n".utf8
      case 0x0C: bytes += "\\f".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0..<0x20:
        bytes += "\\u00".utf8
        bytes += Hexadecimal.text([byte]).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
