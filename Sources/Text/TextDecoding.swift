/// Texts as people's programs write them: UTF-8, perhaps with a byte order mark, or UTF-16 with one.
/// Anything else is refused: decoded as something that it is not, two texts could become the same.
public enum TextDecoding {
  private static let utf8Mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The bytes of a text in UTF-8, without its byte order mark. Those of a text that has none are not
  /// copied.
  public static func utf8(_ bytes: [UInt8]) throws(TextDecodingError) -> [UInt8] {
    if let archive = archives.first(where: { bytes.starts(with: $0.beginning) }) {
      throw .compressed(archive.name)
    }
    if bytes.starts(with: [0, 0, 0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE, 0, 0]) {
      throw .utf32
    }
    if bytes.starts(with: [0xFF, 0xFE]) { return try fromUTF16(bytes, lowByteFirst: true) }
    if bytes.starts(with: [0xFE, 0xFF]) { return try fromUTF16(bytes, lowByteFirst: false) }
    try check(bytes)
    return bytes.starts(with: utf8Mark) ? Array(bytes.dropFirst(utf8Mark.count)) : bytes
  }

  /// A text, without its byte order mark.
  public static func text(_ bytes: [UInt8]) throws(TextDecodingError) -> String {
    String(decoding: try utf8(bytes), as: UTF8.self)
  }

  /// What files begin with that are not texts but may hold one.
  private static let archives: [(beginning: [UInt8], name: String)] = [
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive, as .xlsx and .npz files are"),
    ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "compressed with xz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "compressed with zstd"),
    ([0x42, 0x5A, 0x68, 0x39], "compressed with bzip2"),
    (
      [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "an old Office document, as .xls files are"
    ),
    (Array("PAR1".utf8), "a Parquet file"),
  ]

  private static func check(_ bytes: [UInt8]) throws(TextDecodingError) {
    var all: UInt8 = 0
    var zeros = 0
    for byte in bytes {
      all |= byte
      zeros &+= byte == 0 ? 1 : 0
    }
    if zeros > 0, let index = bytes.firstIndex(of: 0) {
      // Half of the bytes of a western text in UTF-16.
      throw zeros > bytes.count / 4 ? .unmarkedUTF16 : .nul(line: line(of: index, in: bytes))
    }
    guard all >= 0x80 else { return }
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      throw .notUTF8(line: line(of: error.byteOffsets.lowerBound, in: bytes))
    }
  }

  private static func line(of index: Int, in bytes: [UInt8]) -> Int {
    1 + bytes[..<index].count { $0 == UInt8(ascii: "\n") }
  }

  private static func fromUTF16(
    _ bytes: [UInt8], lowByteFirst: Bool
  ) throws(TextDecodingError) -> [UInt8] {
    guard bytes.count.isMultiple(of: 2) else { throw .oddUTF16 }
    let units = stride(from: 2, to: bytes.count, by: 2).lazy.map { index in
      lowByteFirst
        ? UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8
        : UInt16(bytes[index]) << 8 | UInt16(bytes[index + 1])
    }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count / 2 + bytes.count / 8)
    let isWrong = transcode(
      units.makeIterator(), from: UTF16.self, to: UTF8.self, stoppingOnError: true
    ) { text.append($0) }
    let lines = 1 + text.count { $0 == UInt8(ascii: "\n") }
    if isWrong { throw .loneSurrogate(line: lines) }
    if let index = text.firstIndex(of: 0) { throw .nul(line: line(of: index, in: text)) }
    return text
  }
}

/// Why bytes are not a text that is read here.
public enum TextDecodingError: Error, Equatable, CustomStringConvertible {
  /// A byte that can't stand in UTF-8, in this line.
  case notUTF8(line: Int)
  /// A byte 0, in this line.
  case nul(line: Int)
  /// Every other byte is 0.
  case unmarkedUTF16
  /// A text in UTF-16 that ends within a character.
  case oddUTF16
  /// Half of a character in UTF-16, in this line.
  case loneSurrogate(line: Int)
  /// A byte order mark of UTF-32.
  case utf32
  /// No text, but something that has to be unpacked.
  case compressed(String)

  /// One clause that says what is wrong, and what to do.
  public var description: String {
    switch self {
    case .notUTF8(let line):
      "line \(line) is not UTF-8: convert the file, as by iconv -f LATIN1 -t UTF-8"
    case .nul(let line): "line \(line) has a byte 0, so this is not a text"
    case .unmarkedUTF16:
      "this looks like UTF-16 without a byte order mark: convert the file, as by iconv -f UTF-16LE "
        + "-t UTF-8"
    case .oddUTF16: "the text is UTF-16 and ends within a character; it was cut short"
    case .loneSurrogate(let line): "line \(line) of the UTF-16 text has half of a character"
    case .utf32: "the text is UTF-32: convert the file, as by iconv -f UTF-32 -t UTF-8"
    case .compressed(let kind): "this is not a text but \(kind): unpack or export it first"
    }
  }
}
