/// What stands before each frame: a byte of flags and the length of the body, in one byte or eight.
struct FrameHeader: Equatable {
  static let byteCountMax = 9

  private static let moreFlag: UInt8 = 1
  private static let longFlag: UInt8 = 2
  private static let commandFlag: UInt8 = 4

  var isCommand = false
  /// Whether another part of the same message follows.
  var hasMore = false
  /// Bytes of the body.
  var length: Int

  /// How many bytes a header takes whose first byte is this one.
  static func byteCount(flags: UInt8) -> Int { flags & longFlag == 0 ? 2 : byteCountMax }

  /// Reads a whole header.
  ///
  /// - Throws: for flags that there are not, a command in several parts, and a length of more than 63
  ///   bits.
  init(_ bytes: [UInt8]) throws(ProtocolViolation) {
    let flags = bytes[0]
    guard flags & ~(Self.moreFlag | Self.longFlag | Self.commandFlag) == 0 else { throw .badFrame }
    isCommand = flags & Self.commandFlag != 0
    hasMore = flags & Self.moreFlag != 0
    guard !(isCommand && hasMore) else { throw .badFrame }
    if flags & Self.longFlag == 0 {
      length = Int(bytes[1])
    } else {
      let value = bytes[1..<Self.byteCountMax].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      guard let length = Int(exactly: value) else { throw .badFrame }
      self.length = length
    }
  }

  init(length: Int, isCommand: Bool = false, hasMore: Bool = false) {
    self.isCommand = isCommand
    self.hasMore = hasMore
    self.length = length
  }

  /// How many bytes this header takes.
  var byteCount: Int { length <= 255 ? 2 : Self.byteCountMax }

  /// Writes the header.
  ///
  /// - Returns: the bytes written.
  @discardableResult
  func write(to target: UnsafeMutableRawPointer) -> Int {
    var flags: UInt8 = 0
    if isCommand { flags |= Self.commandFlag }
    if hasMore { flags |= Self.moreFlag }
    guard byteCount == Self.byteCountMax else {
      target.storeBytes(of: flags, as: UInt8.self)
      target.storeBytes(of: UInt8(length), toByteOffset: 1, as: UInt8.self)
      return byteCount
    }
    target.storeBytes(of: flags | Self.longFlag, as: UInt8.self)
    target.storeBytes(of: UInt64(length).bigEndian, toByteOffset: 1, as: UInt64.self)
    return byteCount
  }

  /// A frame of a command with this body.
  static func command(_ body: [UInt8]) -> [UInt8] {
    let header = FrameHeader(length: body.count, isCommand: true)
    return [UInt8](unsafeUninitializedCapacity: header.byteCount) { bytes, count in
      count = bytes.baseAddress.map { header.write(to: $0) } ?? 0
    } + body
  }
}
