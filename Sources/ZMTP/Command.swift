/// What two ends of a connection say to each other beside messages: a name with its length, then data.
enum Command {
  /// Asks for a sign of life; the peer's own patience in tenths of a second, 0 for endless, and what it
  /// wants to have back.
  case ping(timeToLive: UInt16, context: ArraySlice<UInt8>)
  /// The answer to a ping.
  case pong
  /// Any other one.
  case other

  /// Bytes of a ping's context, at most (RFC 37).
  private static let contextBytesMax = 16

  init(_ body: some RandomAccessCollection<UInt8>) throws(ProtocolViolation) {
    let bytes = Array(body)
    guard let length = bytes.first, length > 0, bytes.count > Int(length) else {
      throw .badCommand
    }
    let data = bytes[(1 + Int(length))...]
    switch String(decoding: bytes[1...Int(length)], as: UTF8.self) {
    case "PING":
      guard data.count >= 2, data.count <= 2 + Self.contextBytesMax else { throw .badCommand }
      self = .ping(
        timeToLive: UInt16(data[data.startIndex]) << 8 | UInt16(data[data.startIndex + 1]),
        context: data.dropFirst(2))
    case "PONG":
      self = .pong
    default:
      self = .other
    }
  }

  /// A command's name with its length.
  static func name(_ name: String) -> [UInt8] { [UInt8(name.utf8.count)] + Array(name.utf8) }

  /// Asks the peer for a sign of life, and says how long this end may be silent.
  static func ping(timeToLive: UInt16) -> [UInt8] {
    name("PING") + [UInt8(timeToLive >> 8), UInt8(truncatingIfNeeded: timeToLive)]
  }

  static func pong(context: ArraySlice<UInt8>) -> [UInt8] { name("PONG") + context }

  /// Tells why a handshake ends here, by a status of ZAP (RFC 27), as libzmq's peers understand it.
  static func error(status: String) -> [UInt8] {
    name("ERROR") + [UInt8(status.utf8.count)] + Array(status.utf8)
  }
}
