/// What the header of an NPY file says, a dictionary as Python prints it:
///
///     {'descr': '<f8', 'fortran_order': False, 'shape': (150, 4), }
struct NPYHeader: Equatable {
  /// The elements' type, such as `<f8`; empty for records.
  private(set) var type = ""
  /// Whether the first index moves fastest.
  private(set) var isColumnMajor = false
  /// The sizes of the dimensions.
  private(set) var shape: [Int] = []

  /// Reads the header; nil where it is something else.
  init?(_ bytes: ArraySlice<UInt8>) {
    var parser = Parser(rest: bytes)
    var keys: Set<String> = []
    guard parser.take("{") else { return nil }
    while !parser.take("}") {
      guard let key = parser.text(), keys.insert(key).inserted, parser.take(":") else { return nil }
      switch key {
      case "descr":
        // A list is of the fields of a record.
        if parser.peek(is: "[") {
          guard parser.skipToShape() else { return nil }
          continue
        }
        guard let text = parser.text() else { return nil }
        type = text
      case "fortran_order":
        if parser.take("True") {
          isColumnMajor = true
        } else if !parser.take("False") {
          return nil
        }
      case "shape":
        guard let sizes = parser.tuple() else { return nil }
        shape = sizes
      default: return nil
      }
      guard parser.take(",") || parser.peek(is: "}") else { return nil }
    }
    guard parser.isAtEnd, keys.isSuperset(of: ["descr", "fortran_order", "shape"]) else {
      return nil
    }
  }

  private struct Parser {
    var rest: ArraySlice<UInt8>

    var isAtEnd: Bool {
      mutating get {
        skipBlanks()
        return rest.isEmpty
      }
    }

    private mutating func skipBlanks() {
      rest = rest.drop { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
    }

    mutating func peek(is text: String) -> Bool {
      skipBlanks()
      return rest.starts(with: text.utf8)
    }

    mutating func take(_ text: String) -> Bool {
      guard peek(is: text) else { return false }
      rest = rest.dropFirst(text.utf8.count)
      return true
    }

    /// A text between quotes, without escapes.
    mutating func text() -> String? {
      skipBlanks()
      guard let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
        let end = rest.dropFirst().firstIndex(of: quote)
      else { return nil }
      let content = rest[(rest.startIndex + 1)..<end]
      rest = rest[(end + 1)...]
      return content.contains(UInt8(ascii: "\\"))
        ? nil : String(validating: content, as: UTF8.self)
    }

    /// Whole numbers in parentheses.
    mutating func tuple() -> [Int]? {
      guard take("(") else { return nil }
      var sizes: [Int] = []
      while !take(")") {
        guard sizes.count < DataLimits.arrayDimensionsMaximum, let size = number() else {
          return nil
        }
        sizes.append(size)
        // Python 2 marked long integers.
        _ = take("L")
        guard take(",") || peek(is: ")") else { return nil }
      }
      return sizes
    }

    private mutating func number() -> Int? {
      skipBlanks()
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard !digits.isEmpty, let value = Int(String(decoding: digits, as: UTF8.self)) else {
        return nil
      }
      rest = rest.dropFirst(digits.count)
      return value
    }

    /// Passes over what records are made of, which is not read: up to the order, which numpy writes
    /// next.
    mutating func skipToShape() -> Bool {
      let next = Array("'fortran_order'".utf8)
      while !rest.isEmpty, !rest.starts(with: next) { rest = rest.dropFirst() }
      return !rest.isEmpty
    }
  }
}
