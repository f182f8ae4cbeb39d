/// Reads a table record by record (RFC 4180; lines may also end with LF or CR alone, and the last with
/// nothing; empty lines are skipped). The text is UTF-8 without a byte order mark.
struct CSVReader {
  /// One field: its bytes, without the quotes around it or, if there are none, without spaces and
  /// tabs around it.
  struct Field {
    var start: Int
    var end: Int
    /// Whether it has doubled quotes, which stand for one.
    var hasDoubledQuotes = false
  }

  /// The record's fields, until the next record is read.
  private(set) var fields: [Field] = []
  /// The line, from 1, on which the record begins.
  private(set) var line = 0

  /// What errors call the table.
  let file: String

  private let bytes: UnsafeBufferPointer<UInt8>
  private let delimiter: UInt8
  private var position = 0
  private var nextLine = 1

  init(_ bytes: UnsafeBufferPointer<UInt8>, file: String, delimiter: UInt8) {
    self.bytes = bytes
    self.file = file
    self.delimiter = delimiter
  }

  /// How many bytes there are after the record.
  var remaining: Int { bytes.count - position }

  /// A field's bytes as they stand in the file.
  func bytes(of field: Field) -> Slice<UnsafeBufferPointer<UInt8>> {
    bytes[field.start..<field.end]
  }

  /// A field's text.
  func text(of field: Field) -> String {
    let raw = bytes(of: field)
    guard field.hasDoubledQuotes else { return String(decoding: raw, as: UTF8.self) }
    var text: [UInt8] = []
    var isSecond = false
    for byte in raw {
      isSecond = byte == Self.quote && !isSecond
      // Of two quotes the first is kept.
      if byte != Self.quote || isSecond { text.append(byte) }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Goes to the next record that is not empty; false at the file's end.
  mutating func next() throws(DataError) -> Bool {
    while position < bytes.count {
      try readRecord()
      let isEmptyLine = fields.count == 1 && fields[0].start == fields[0].end && !isQuoted
      if !isEmptyLine { return true }
    }
    fields.removeAll(keepingCapacity: true)
    return false
  }

  /// Whether the record's last field had quotes.
  private var isQuoted = false

  private mutating func readRecord() throws(DataError) {
    fields.removeAll(keepingCapacity: true)
    line = nextLine
    if delimiter == Self.space { skipBlanks() }
    while true {
      let field = try readField()
      fields.append(field)
      guard fields.count <= DataLimits.columnCountMaximum else {
        throw DataError(
          file, "line \(line) has more than the \(DataLimits.columnCountMaximum) columns allowed")
      }
      guard position < bytes.count else { return }
      if bytes[position] == delimiter {
        position += 1
        guard delimiter == Self.space else { continue }
        // Spaces in a row are one delimiter, and none at a line's end.
        skipBlanks()
        guard !isAtLineEnd else { break }
      } else {
        break
      }
    }
    if position < bytes.count {
      let isTwoBytes =
        bytes[position] == Self.return && position + 1 < bytes.count
        && bytes[position + 1] == Self.newline
      position += isTwoBytes ? 2 : 1
    }
    nextLine += 1
  }

  private var isAtLineEnd: Bool {
    guard position < bytes.count else { return true }
    return bytes[position] == Self.newline || bytes[position] == Self.return
  }

  private mutating func skipBlanks() {
    while position < bytes.count, isBlank(bytes[position]) { position += 1 }
  }

  private func isBlank(_ byte: UInt8) -> Bool {
    byte == Self.space || byte == Self.tab && delimiter != Self.tab
  }

  /// Reads up to the delimiter or the end of the line, and stops before it.
  private mutating func readField() throws(DataError) -> Field {
    skipBlanks()
    if position < bytes.count, bytes[position] == Self.quote { return try readQuotedField() }
    isQuoted = false
    var field = Field(start: position, end: position)
    while position < bytes.count {
      let byte = bytes[position]
      if byte == delimiter || byte == Self.newline || byte == Self.return { break }
      guard byte != Self.quote else {
        throw DataError(
          file, "line \(nextLine) has a quote within a field that does not begin with one")
      }
      position += 1
      if !isBlank(byte) { field.end = position }
    }
    return field
  }

  private mutating func readQuotedField() throws(DataError) -> Field {
    isQuoted = true
    let firstLine = nextLine
    position += 1
    var field = Field(start: position, end: position)
    while position < bytes.count {
      let byte = bytes[position]
      if isLineEnd(at: position) { nextLine += 1 }
      guard byte == Self.quote else {
        position += 1
        continue
      }
      if position + 1 < bytes.count, bytes[position + 1] == Self.quote {
        field.hasDoubledQuotes = true
        position += 2
        continue
      }
      field.end = position
      position += 1
      skipBlanksBeforeDelimiter()
      guard isAtLineEnd || bytes[position] == delimiter else {
        throw DataError(file, "line \(nextLine) has text after a field's closing quote")
      }
      return field
    }
    throw DataError(file, "the quote that opens in line \(firstLine) is never closed")
  }

  /// Whether a line ends with this byte: of CR and LF with the second.
  private func isLineEnd(at position: Int) -> Bool {
    if bytes[position] == Self.newline { return true }
    return bytes[position] == Self.return
      && (position + 1 == bytes.count || bytes[position + 1] != Self.newline)
  }

  private mutating func skipBlanksBeforeDelimiter() {
    if delimiter != Self.space { skipBlanks() }
  }

  private static let quote = UInt8(ascii: "\"")
  private static let newline = UInt8(ascii: "\n")
  private static let `return` = UInt8(ascii: "\r")
  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")
}
