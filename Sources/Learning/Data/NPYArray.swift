/// An array as `numpy.save` writes it (the NPY format, versions 1.0 to 3.0): a magic text, a Python
/// dictionary that says type, order and shape, and then the elements.
struct NPYArray {
  /// What an element is.
  enum Element: Equatable {
    case bool
    case signed(bytes: Int)
    case unsigned(bytes: Int)
    case float(bytes: Int)
    /// Bytes of a text, filled up with zeros.
    case text(bytes: Int)
    /// Code points of four bytes each, filled up with zeros.
    case codePoints(count: Int)

    var byteCount: Int {
      switch self {
      case .bool: 1
      case .signed(let bytes), .unsigned(let bytes), .float(let bytes), .text(let bytes): bytes
      case .codePoints(let count): 4 * count
      }
    }
  }

  /// What errors call it by.
  let file: String
  /// The sizes of its dimensions.
  let shape: [Int]
  /// How many elements a row has: all dimensions but the first, one after the other as in C.
  let rowLength: Int
  let element: Element
  private let isBigEndian: Bool
  /// Whether the first index moves fastest, as in Fortran; else the last.
  private let isColumnMajor: Bool
  private let bytes: [UInt8]
  private let dataOffset: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// Reads the header, and checks that the file is as long as it says.
  init(_ bytes: [UInt8], file: String) throws(DataError) {
    guard !bytes.isEmpty else { throw DataError(file, "the file is empty") }
    guard bytes.starts(with: Self.magic) else {
      let isArchive = bytes.starts(with: [0x50, 0x4B])
      throw DataError(
        file,
        isArchive
          ? "the file is a zip archive, as of numpy.savez: save each array by numpy.save"
          : "the file does not start as those that numpy.save writes")
    }
    func size(_ range: Range<Int>) -> Int {
      bytes[range].reversed().reduce(0) { $0 << 8 | Int($1) }
    }
    guard bytes.count >= 10 else { throw DataError(file, "the file was cut short") }
    let version = bytes[6]
    guard (1...3).contains(version) else {
      throw DataError(
        file, "the file has version \(version) of the NPY format, and 1 to 3 are read")
    }
    let start = version == 1 ? 10 : 12
    guard bytes.count >= start else { throw DataError(file, "the file was cut short") }
    let length = size(8..<start)
    guard length <= DataLimits.arrayHeaderBytesMaximum else {
      throw DataError(file, "the file announces a header of \(length) bytes, which no array has")
    }
    guard bytes.count - start >= length else { throw DataError(file, "the file was cut short") }
    guard let header = NPYHeader(bytes[start..<start + length]) else {
      throw DataError(
        file, "the header does not give type, order and shape as those that numpy.save writes")
    }
    guard let (element, isBigEndian) = Self.element(header.type) else {
      throw DataError(
        file,
        header.type.isEmpty || header.type.hasSuffix("O")
          ? "the elements are objects or records, and not numbers or texts"
          : "elements of the type \(quoted(header.type)) are not read, only bool, integers, floats "
            + "and texts")
    }
    var count = 1
    for size in header.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow, product <= DataLimits.valueCountMaximum else {
        throw DataError(
          file, "the file announces more than the \(DataLimits.valueCountMaximum) values allowed")
      }
      count = product
    }
    let (expected, overflow) = count.multipliedReportingOverflow(by: element.byteCount)
    let found = bytes.count - start - length
    guard !overflow, found == expected else {
      let shape = header.shape.map { "\($0)" }.joined(separator: "×")
      throw DataError(
        file,
        "the file announces \(shape) elements of \(element.byteCount) bytes but has \(found) bytes of "
          + "them")
    }
    self.file = file
    self.bytes = bytes
    self.element = element
    self.isBigEndian = isBigEndian
    shape = header.shape
    // The product of all sizes may be 0 where that of the others could not be counted.
    rowLength = count == 0 ? 0 : shape.dropFirst().reduce(1, *)
    isColumnMajor = header.isColumnMajor
    dataOffset = start + length
  }

  /// A type as numpy writes it, such as `<f8`; and whether its bytes are the greatest first.
  private static func element(_ type: String) -> (Element, isBigEndian: Bool)? {
    guard let order = type.first, "<>|=".contains(order), type.utf8.count >= 3,
      let size = Int(type.dropFirst(2)), size >= 0, size <= DataLimits.arrayHeaderBytesMaximum,
      !type.dropFirst(2).hasPrefix("+")
    else { return nil }
    let isBigEndian = order == ">"
    switch (type.dropFirst().first, size) {
    case ("b", 1), ("?", 1): return (.bool, isBigEndian)
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): return (.signed(bytes: size), isBigEndian)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): return (.unsigned(bytes: size), isBigEndian)
    case ("f", 2), ("f", 4), ("f", 8): return (.float(bytes: size), isBigEndian)
    case ("S", 1...), ("a", 1...): return (.text(bytes: size), isBigEndian)
    case ("U", 1...): return (.codePoints(count: size), isBigEndian)
    default: return nil
    }
  }

  /// How many rows there are: the first dimension.
  var rowCount: Int { shape.first ?? 0 }

  /// Whether elements are numbers.
  var isNumeric: Bool {
    switch element {
    case .bool, .signed, .unsigned, .float: true
    case .text, .codePoints: false
    }
  }

  /// All elements as floats, row by row, and for each column whether rounding changed a number.
  ///
  /// - Parameter what: what a column is, for errors.
  func floats(_ what: String) throws(DataError) -> (values: [Float], isChanged: [Bool]) {
    let (rows, length) = (rowCount, rowLength)
    var isChanged = [Bool](repeating: false, count: length)
    var values: [Float] = []
    values.reserveCapacity(rows * length)
    let columns = columnOffsets
    for row in 0..<rows {
      for column in 0..<length {
        let value = number(at: offset(row, column, columns))
        let float = Float(value)
        guard float.isFinite else {
          let place = "sample \(row), \(what) \(column)"
          if value.isNaN { throw DataError(file, "NaN in \(place)") }
          if value.isInfinite { throw DataError(file, "infinity in \(place)") }
          throw DataError(file, "\(value) in \(place) is too large")
        }
        values.append(float)
        if Double(float) != value { isChanged[column] = true }
      }
    }
    return (values, isChanged)
  }

  /// All elements of a column as doubles.
  func doubles(column: Int) -> [Double] {
    let columns = columnOffsets
    return (0..<rowCount).map { number(at: offset($0, column, columns)) }
  }

  /// An element of an array of one column as a text: an integer without a fraction, for class labels.
  func text(row: Int) throws(DataError) -> String {
    let place = offset(row, 0, columnOffsets)
    switch element {
    case .text(let count):
      let end = bytes[place..<place + count].lastIndex { $0 != 0 }.map { $0 + 1 } ?? place
      guard let text = String(validating: bytes[place..<end], as: UTF8.self) else {
        throw DataError(file, "the text of sample \(row) is not UTF-8")
      }
      return text
    case .codePoints(let count):
      var text = ""
      for index in 0..<count {
        let code = UInt32(truncatingIfNeeded: integer(at: place + 4 * index, bytes: 4))
        guard let scalar = Unicode.Scalar(code) else {
          throw DataError(file, "the text of sample \(row) has what is no character")
        }
        text.unicodeScalars.append(scalar)
      }
      while text.unicodeScalars.last == "\0" { text.unicodeScalars.removeLast() }
      return text
    case .signed(let count):
      return "\(signed(integer(at: place, bytes: count), bytes: count))"
    case .bool, .unsigned:
      return "\(integer(at: place, bytes: element.byteCount))"
    case .float:
      let value = number(at: place)
      if value.isNaN { throw DataError(file, "NaN in sample \(row)") }
      if value.isInfinite { throw DataError(file, "infinity in sample \(row)") }
      return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
  }

  // MARK: Elements

  /// Where each column of a row lies in the file, in elements from the row's first.
  private var columnOffsets: [Int]? {
    guard isColumnMajor, shape.count > 1 else { return nil }
    // Strides of the dimensions, the first moving fastest.
    var strides: [Int] = []
    var stride = 1
    for size in shape {
      strides.append(stride)
      stride *= size
    }
    var offsets = [0]
    for (size, stride) in zip(shape, strides).dropFirst() {
      offsets = offsets.flatMap { offset in (0..<size).map { offset + $0 * stride } }
    }
    return offsets
  }

  private func offset(_ row: Int, _ column: Int, _ columns: [Int]?) -> Int {
    let index = columns.map { row + $0[column] } ?? row * rowLength + column
    return dataOffset + index * element.byteCount
  }

  private func integer(at offset: Int, bytes count: Int) -> UInt64 {
    var value: UInt64 = 0
    for index in 0..<count {
      value = value << 8 | UInt64(bytes[offset + (isBigEndian ? index : count - 1 - index)])
    }
    return value
  }

  private func signed(_ bits: UInt64, bytes count: Int) -> Int64 {
    let unused = UInt64(64 - 8 * count)
    return Int64(bitPattern: bits << unused) >> Int64(unused)
  }

  /// A number, of which a float is then made by one rounding; integers beyond 2⁵³ by two.
  private func number(at offset: Int) -> Double {
    switch element {
    case .bool: return bytes[offset] == 0 ? 0 : 1
    case .signed(let count):
      return Double(signed(integer(at: offset, bytes: count), bytes: count))
    case .unsigned(let count): return Double(integer(at: offset, bytes: count))
    case .float(2): return Self.half(UInt16(truncatingIfNeeded: integer(at: offset, bytes: 2)))
    case .float(4):
      return Double(
        Float(bitPattern: UInt32(truncatingIfNeeded: integer(at: offset, bytes: 4))))
    case .float: return Double(bitPattern: integer(at: offset, bytes: 8))
    case .text, .codePoints: return .nan
    }
  }

  /// The value of IEEE 754's half precision: 5 bits of exponent, 10 of significand.
  private static func half(_ bits: UInt16) -> Double {
    let exponent = Int(bits >> 10 & 0x1F)
    let significand = Double(bits & 0x3FF)
    let magnitude: Double =
      switch exponent {
      case 0: significand * 0x1p-24
      case 31: significand == 0 ? .infinity : .nan
      default: Double(sign: .plus, exponent: exponent - 25, significand: 1024 + significand)
      }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }
}
