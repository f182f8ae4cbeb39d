import Coordination
import Hashing

/// The head of every message: 32 bytes, little-endian, then what the message's kind asks for, then a
/// checksum (XXH3, 64 bits) of all these bytes. A payload (θ or a gradient, float32 little-endian)
/// follows as a part of its own, so that it is sent from and received into the place where it is
/// used; its checksum is the last thing that its message's kind asks for.
///
///     0  u32  magic "LKST"
///     4  u16  protocol version
///     6  u8   kind
///     7  u8   0
///     8  u32  session
///    12  u32  0
///    16  u64  generation
///    24  u64  fingerprint of the job
public enum Frame {
  /// Changes whenever the meaning of any byte does.
  public static let protocolVersion: UInt16 = 6
  static let magic: UInt32 = 0x5453_4B4C

  /// The numbers of the messages' kinds.
  enum Kind: UInt8 {
    case hello = 1
    case ready = 2
    case unable = 3
    case push = 4
    case evaluated = 5
    case workerHeartbeat = 6
    case goodbye = 7
    case arrived = 8
    case welcome = 65
    case refused = 66
    case work = 67
    case serverHeartbeat = 68
    case rejoin = 69
    case finished = 70
    case busy = 71
  }

  static func writeHead(_ kind: Kind, _ envelope: Envelope, to writer: inout ByteWriter) {
    writer.restart()
    writer.write(magic)
    writer.write(protocolVersion)
    writer.write(kind.rawValue)
    writer.write(0 as UInt8)
    writer.write(envelope.session.rawValue)
    writer.write(0 as UInt32)
    writer.write(envelope.generation)
    writer.write(envelope.job)
  }

  /// Ends a frame with the checksum of its bytes.
  static func seal(_ writer: inout ByteWriter) {
    writer.write(writer.bytes.withUnsafeBytes { XXH3.hash($0) })
  }

  /// A reader of a frame's bytes up to its checksum, at the kind of the message. All of them are
  /// known to be as they were sent before any value is looked at.
  static func open(_ bytes: UnsafeRawBufferPointer) throws(FrameError) -> ByteReader {
    let trailerSize = MemoryLayout<UInt64>.size
    let shortest = 4 + 2 + trailerSize
    guard bytes.count >= shortest else {
      throw .truncated(needed: shortest, left: bytes.count)
    }
    let end = bytes.count - trailerSize
    let head = UnsafeRawBufferPointer(rebasing: bytes[..<end])
    var reader = ByteReader(head)
    guard try reader.read(UInt32.self) == magic else { throw .notLockstep }
    // A frame of another version may end otherwise.
    let version = try reader.read(UInt16.self)
    guard version == protocolVersion else { throw .protocolVersion(version) }
    var trailer = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[end...]))
    guard try trailer.read(UInt64.self) == XXH3.hash(head) else { throw .damagedHead }
    return reader
  }

  static func readHead(_ reader: inout ByteReader) throws(FrameError) -> (Kind, Envelope) {
    let number = try reader.read(UInt8.self)
    guard let kind = Kind(rawValue: number) else { throw .unknownKind(number) }
    guard try reader.read(UInt8.self) == 0 else { throw .outOfRange("a reserved byte") }
    let session = SessionID(try reader.read(UInt32.self))
    guard try reader.read(UInt32.self) == 0 else { throw .outOfRange("a reserved word") }
    let generation = try reader.read(UInt64.self)
    return (
      kind, Envelope(session: session, generation: generation, job: try reader.read(UInt64.self))
    )
  }

  static func checkEnd(_ reader: ByteReader) throws(FrameError) {
    guard reader.remaining == 0 else { throw .trailing(bytes: reader.remaining) }
  }

  /// Checks that there is no payload.
  static func checkAbsence(of payload: UnsafeRawBufferPointer?) throws(FrameError) {
    if let payload { throw .payload(bytes: payload.count, expected: nil) }
  }

  /// Checks that there is a payload as long as θ, and that it is as it was sent.
  static func check(
    _ payload: UnsafeRawBufferPointer?, expectedBytes: Int, _ checksum: PayloadChecksum
  ) throws(FrameError) {
    guard let payload, payload.count == expectedBytes else {
      throw .payload(bytes: payload?.count, expected: expectedBytes)
    }
    guard checksum == .none || PayloadChecksum(of: payload) == checksum else {
      throw .damagedPayload
    }
  }
}
