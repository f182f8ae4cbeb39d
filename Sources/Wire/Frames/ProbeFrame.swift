import Coordination
import Hashing

/// What is said between two hosts to find out whether, and how fast, payloads get from the one to the
/// other: 40 bytes, little-endian; the payload follows as a part of its own.
///
///     0  u32  magic "LKPB"
///     4  u16  version
///     6  u8   kind
///     7  u8   0
///     8  u64  number: of the request, and of its answer
///    16  u64  count: bytes that are asked for, or payloads that were damaged
///    24  u64  checksum of the payload (XXH3, 64 bits), 0 without one
///    32  u64  checksum of the 32 bytes before
public struct ProbeFrame: Equatable, Sendable {
  /// What is asked for.
  public enum Kind: UInt8, Sendable {
    /// The payload back.
    case echo = 1
    /// That it has come.
    case take = 2
    /// A payload of so many bytes.
    case give = 3
    /// Nothing more: that is all.
    case end = 4
    /// What was asked for.
    case answer = 5
    /// The last answer has come.
    case goodbye = 6
  }

  /// The number of bytes of every head.
  public static let byteCount = 40

  private static let magic: UInt32 = 0x4250_4B4C
  private static let version: UInt16 = 1

  /// What is asked for, or that it is an answer.
  public var kind: Kind
  /// Of the request.
  public var number: UInt64
  /// Bytes that are asked for; in an answer, how many payloads that were to be taken have come in
  /// damaged so far; in a goodbye, how many were damaged in either direction.
  public var count: UInt64
  /// Of the payload; `none` where there is none.
  public var checksum: PayloadChecksum

  /// A frame of these values.
  public init(_ kind: Kind, number: UInt64, count: UInt64 = 0, checksum: PayloadChecksum = .none) {
    self.kind = kind
    self.number = number
    self.count = count
    self.checksum = checksum
  }

  /// Writes it.
  public func encode(to writer: inout ByteWriter) {
    writer.restart()
    writer.write(Self.magic)
    writer.write(Self.version)
    writer.write(kind.rawValue)
    writer.write(0 as UInt8)
    writer.write(number)
    writer.write(count)
    writer.write(checksum.value)
    Frame.seal(&writer)
  }

  /// Reads one. Whether a payload is as it was sent is asked of it by `isIntact`.
  public init(_ bytes: UnsafeRawBufferPointer) throws(FrameError) {
    guard bytes.count >= Self.byteCount else {
      throw .truncated(needed: Self.byteCount, left: bytes.count)
    }
    guard bytes.count == Self.byteCount else {
      throw .trailing(bytes: bytes.count - Self.byteCount)
    }
    let head = UnsafeRawBufferPointer(rebasing: bytes[..<(Self.byteCount - 8)])
    var trailer = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[(Self.byteCount - 8)...]))
    var reader = ByteReader(head)
    guard try reader.read(UInt32.self) == Self.magic else { throw .notLockstep }
    let version = try reader.read(UInt16.self)
    guard version == Self.version else { throw .protocolVersion(version) }
    guard try trailer.read(UInt64.self) == XXH3.hash(head) else { throw .damagedHead }
    let number = try reader.read(UInt8.self)
    guard let kind = Kind(rawValue: number) else { throw .unknownKind(number) }
    guard try reader.read(UInt8.self) == 0 else { throw .outOfRange("a reserved byte") }
    self.kind = kind
    self.number = try reader.read(UInt64.self)
    count = try reader.read(UInt64.self)
    checksum = PayloadChecksum(value: try reader.read(UInt64.self))
  }

  /// Whether a payload is the one that was sent with it.
  public func isIntact(_ payload: UnsafeRawBufferPointer?) -> Bool {
    guard let payload else { return checksum == .none }
    return PayloadChecksum(of: payload) == checksum
  }
}
