import Coordination

/// The head of every message: 24 bytes, little-endian, then what the message's kind asks for. A
/// payload (θ or a gradient, float32 little-endian) follows as a part of its own, so that it is
/// sent from and received into the place where it is used.
///
///     0  u32  magic "LKST"
///     4  u16  protocol version
///     6  u8   kind
///     7  u8   0
///     8  u32  session
///    12  u32  0
///    16  u64  generation
public enum Frame {
  /// Changes whenever the meaning of any byte does.
  public static let protocolVersion: UInt16 = 1
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
    case welcome = 65
    case refused = 66
    case work = 67
    case serverHeartbeat = 68
    case rejoin = 69
    case finished = 70
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
  }

  static func readHead(_ reader: inout ByteReader) throws(FrameError) -> (Kind, Envelope) {
    guard try reader.read(UInt32.self) == magic else { throw .notLockstep }
    let version = try reader.read(UInt16.self)
    guard version == protocolVersion else { throw .protocolVersion(version) }
    let number = try reader.read(UInt8.self)
    guard let kind = Kind(rawValue: number) else { throw .unknownKind(number) }
    guard try reader.read(UInt8.self) == 0 else { throw .outOfRange("a reserved byte") }
    let session = SessionID(try reader.read(UInt32.self))
    guard try reader.read(UInt32.self) == 0 else { throw .outOfRange("a reserved word") }
    return (kind, Envelope(session: session, generation: try reader.read(UInt64.self)))
  }

  static func checkEnd(_ reader: ByteReader) throws(FrameError) {
    guard reader.remaining == 0 else { throw .trailing(bytes: reader.remaining) }
  }

  /// Checks that the payload is there where it must be and as long as θ.
  static func check(payloadBytes: Int?, expected: Int?) throws(FrameError) {
    guard payloadBytes == expected else {
      throw .payload(bytes: payloadBytes, expected: expected)
    }
  }
}
