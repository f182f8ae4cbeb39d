import Coordination

/// Writes little-endian values one after the other into memory that is used again for each frame.
public struct ByteWriter {
  /// What has been written.
  public private(set) var bytes: [UInt8] = []

  /// A writer that holds `capacity` bytes without asking for more memory.
  public init(capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

  mutating func restart() {
    bytes.removeAll(keepingCapacity: true)
  }

  mutating func write(_ value: some FixedWidthInteger) {
    var rest = value.littleEndian
    for _ in 0..<(type(of: value).bitWidth / 8) {
      bytes.append(UInt8(truncatingIfNeeded: rest))
      rest = type(of: value).bitWidth > 8 ? rest >> 8 : 0
    }
  }

  mutating func write(_ value: Double) {
    write(value.bitPattern)
  }

  mutating func write(_ value: Instant) {
    write(value.nanoseconds)
  }

  mutating func write(_ echo: ClockEcho) {
    write(echo.serverSentAt)
    write(echo.receivedAt)
    write(echo.sentAt)
  }

  /// A length in 4 bytes, then the text as UTF-8, cut before the character that would make it
  /// longer than `maximum` bytes: a receiver refuses a longer one.
  mutating func write(_ text: String, maximum: Int) {
    guard text.utf8.count > maximum else {
      write(UInt32(text.utf8.count))
      bytes.append(contentsOf: text.utf8)
      return
    }
    var end = text.startIndex
    var count = 0
    while count + text[end].utf8.count <= maximum {
      count += text[end].utf8.count
      end = text.index(after: end)
    }
    write(UInt32(count))
    bytes.append(contentsOf: text[..<end].utf8)
  }
}

/// Reads little-endian values one after the other; every read checks that the bytes are there.
struct ByteReader {
  private let bytes: UnsafeRawBufferPointer
  private var position = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  var remaining: Int { bytes.count - position }

  mutating func read<Value: FixedWidthInteger>(_: Value.Type) throws(FrameError) -> Value {
    let size = MemoryLayout<Value>.size
    guard remaining >= size else { throw .truncated(needed: size, left: remaining) }
    defer { position += size }
    return Value(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: Value.self))
  }

  mutating func readDouble() throws(FrameError) -> Double {
    Double(bitPattern: try read(UInt64.self))
  }

  mutating func readInstant() throws(FrameError) -> Instant {
    Instant(nanoseconds: try read(UInt64.self))
  }

  mutating func readEcho() throws(FrameError) -> ClockEcho {
    ClockEcho(
      serverSentAt: try readInstant(), receivedAt: try readInstant(), sentAt: try readInstant())
  }

  mutating func readText(maximum: Int) throws(FrameError) -> String {
    let count = Int(try read(UInt32.self))
    guard count <= maximum else { throw .textTooLong(bytes: count, maximum: maximum) }
    guard remaining >= count else { throw .truncated(needed: count, left: remaining) }
    defer { position += count }
    let slice = UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    guard let text = String(validating: slice, as: UTF8.self) else { throw .notText }
    return text
  }
}
