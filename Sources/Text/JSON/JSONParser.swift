extension JSON {
  /// The one value that a UTF-8 text holds.
  ///
  /// Strict RFC 8259, and stricter where it leaves a choice: duplicate keys, a byte order mark, lone
  /// surrogates, integers beyond 64 bits and numbers beyond a double are errors.
  public static func parse(_ bytes: [UInt8]) throws(JSONError) -> JSON {
    guard bytes.count <= JSONLimits.byteCountMaximum else {
      throw JSONError(reason: .tooLong(byteCount: bytes.count), line: 1, column: 1)
    }
    var parser = JSONParser(bytes: bytes)
    return try parser.document()
  }

  /// The one value that a UTF-8 text in memory holds; see the overload that takes an array.
  public static func parse(_ bytes: UnsafeRawBufferPointer) throws(JSONError) -> JSON {
    guard bytes.count <= JSONLimits.byteCountMaximum else {
      throw JSONError(reason: .tooLong(byteCount: bytes.count), line: 1, column: 1)
    }
    return try parse(Array(bytes))
  }

  /// The one value that a text holds; see the overload that takes an array.
  public static func parse(_ text: String) throws(JSONError) -> JSON {
    try parse(Array(text.utf8))
  }
}

/// A recursive descent over the bytes of one text.
private struct JSONParser {
  let bytes: [UInt8]
  var position = 0
  var depth = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func document() throws(JSONError) -> JSON {
    let value = try self.value()
    skipWhitespace()
    guard position == bytes.count else { throw error(.trailingText) }
    return value
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipWhitespace() {
    while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
      position += 1
    }
  }

  // MARK: Values

  private mutating func value() throws(JSONError) -> JSON {
    skipWhitespace()
    switch next {
    case UInt8(ascii: "{"): return try nested { (parser) throws(JSONError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { (parser) throws(JSONError) in try parser.array() }
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case .some(UInt8(ascii: "-")), .some(UInt8(ascii: "0")...UInt8(ascii: "9")): return try number()
    default: throw unexpected("a value")
    }
  }

  private mutating func nested(
    _ parse: (inout JSONParser) throws(JSONError) -> JSON
  ) throws(JSONError) -> JSON {
    guard depth < JSONLimits.depthMaximum else { throw error(.tooDeep) }
    depth += 1
    position += 1
    let value = try parse(&self)
    depth -= 1
    return value
  }

  private mutating func literal(_ word: String, _ value: JSON) throws(JSONError) -> JSON {
    let start = position
    for byte in word.utf8 {
      guard next == byte else {
        position = start
        throw unexpected("a value")
      }
      position += 1
    }
    return value
  }

  private mutating func array() throws(JSONError) -> JSON {
    var elements: [JSON] = []
    skipWhitespace()
    if next == UInt8(ascii: "]") {
      position += 1
      return .array([])
    }
    while true {
      elements.append(try value())
      skipWhitespace()
      switch next {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return .array(elements)
      default: throw unexpected("“,” or “]”")
      }
    }
  }

  private mutating func object() throws(JSONError) -> JSON {
    var members: [JSON.Member] = []
    // Keys are compared as bytes: Swift would take é and e + ◌́ for one string, JSON does not.
    var keys: Set<[UInt8]> = []
    skipWhitespace()
    if next == UInt8(ascii: "}") {
      position += 1
      return .object([])
    }
    while true {
      skipWhitespace()
      guard next == UInt8(ascii: "\"") else { throw unexpected("a key in quotes") }
      let start = position
      let key = try string()
      guard keys.insert(Array(key.utf8)).inserted else {
        throw error(.duplicateKey(key), at: start)
      }
      skipWhitespace()
      guard next == UInt8(ascii: ":") else { throw unexpected("“:”") }
      position += 1
      members.append(JSON.Member(key, try value()))
      skipWhitespace()
      switch next {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return .object(members)
      default: throw unexpected("“,” or “}”")
      }
    }
  }

  // MARK: Numbers

  private mutating func number() throws(JSONError) -> JSON {
    let start = position
    if next == UInt8(ascii: "-") { position += 1 }
    let integerStart = position
    guard skipDigits() else { throw error(.invalidNumber, at: start) }
    if bytes[integerStart] == UInt8(ascii: "0"), position > integerStart + 1 {
      throw error(.invalidNumber, at: start)
    }
    var isInteger = true
    if next == UInt8(ascii: ".") {
      isInteger = false
      position += 1
      guard skipDigits() else { throw error(.invalidNumber, at: start) }
    }
    if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
      isInteger = false
      position += 1
      if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { position += 1 }
      guard skipDigits() else { throw error(.invalidNumber, at: start) }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, text != "-0" {
      guard let value = Int64(text) else { throw error(.integerOutOfRange, at: start) }
      return .integer(value)
    }
    guard let value = Double(text), value.isFinite else {
      throw error(.numberOutOfRange, at: start)
    }
    return .double(value)
  }

  /// Whether there was a digit.
  private mutating func skipDigits() -> Bool {
    let start = position
    while let byte = next, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    return position > start
  }

  // MARK: Strings

  private mutating func string() throws(JSONError) -> String {
    let opening = position
    position += 1
    var scalars: [UInt8] = []
    var runStart = position
    while let byte = next {
      switch byte {
      case UInt8(ascii: "\""):
        scalars += bytes[runStart..<position]
        position += 1
        // Escapes only add whole scalars, so anything invalid was in the text itself.
        guard let text = String(validating: scalars, as: UTF8.self) else {
          throw error(.invalidUTF8, at: opening)
        }
        return text
      case UInt8(ascii: "\\"):
        scalars += bytes[runStart..<position]
        scalars += try escape()
        runStart = position
      case 0..<0x20: throw error(.controlCharacter)
      default: position += 1
      }
    }
    throw unexpected("the closing quote")
  }

  /// The UTF-8 bytes that the escape at `position` stands for.
  private mutating func escape() throws(JSONError) -> [UInt8] {
    let start = position
    position += 1
    guard let byte = next else { throw unexpected("the rest of an escape") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
    case UInt8(ascii: "b"): return [0x08]
    case UInt8(ascii: "f"): return [0x0C]
    case UInt8(ascii: "n"): return [0x0A]
    case UInt8(ascii: "r"): return [0x0D]
    case UInt8(ascii: "t"): return [0x09]
    case UInt8(ascii: "u"): break
    default: throw error(.invalidEscape, at: start)
    }
    var code = try fourHexDigits(escapeStart: start)
    if 0xD800..<0xDC00 ~= code {
      guard next == UInt8(ascii: "\\"), position + 1 < bytes.count,
        bytes[position + 1] == UInt8(ascii: "u")
      else { throw error(.loneSurrogate, at: start) }
      let lowStart = position
      position += 2
      let low = try fourHexDigits(escapeStart: lowStart)
      guard 0xDC00..<0xE000 ~= low else { throw error(.loneSurrogate, at: start) }
      code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
    }
    guard let scalar = Unicode.Scalar(code) else { throw error(.loneSurrogate, at: start) }
    return Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
  }

  private mutating func fourHexDigits(escapeStart: Int) throws(JSONError) -> UInt32 {
    var code: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next else { throw unexpected("four hex digits") }
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw error(.invalidEscape, at: escapeStart)
      }
      code = code << 4 | UInt32(digit)
      position += 1
    }
    return code
  }

  // MARK: Errors

  private func unexpected(_ expected: String) -> JSONError {
    guard let byte = next else { return error(.unexpectedEnd(expected: expected)) }
    let found =
      switch byte {
      case 0x21..<0x7F: "“\(Unicode.Scalar(byte))”"
      default: "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    return error(.unexpectedCharacter(found: found, expected: expected))
  }

  private func error(_ reason: JSONError.Reason, at place: Int? = nil) -> JSONError {
    var line = 1
    var column = 1
    for byte in bytes[..<(place ?? position)] {
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        // A byte that continues a scalar is not a place of its own.
        column += 1
      }
    }
    return JSONError(reason: reason, line: line, column: column)
  }
}
