/// The 64 bytes by which each end of a connection begins (RFC 37): a signature, the version, and the
/// name of the security mechanism.
///
///     FF 00 00 00 00 00 00 00 01 7F   03 01   "CURVE" and zeros, 20 bytes   as-server   31 zeros
enum Greeting {
  static let byteCount = 64
  private static let majorVersion = 10
  private static let mechanism = 12..<32

  /// What this end begins with: version 3.1.
  static func bytes(_ mechanism: Mechanism, of end: ZMTPConnection.End) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: byteCount)
    bytes[0] = 0xFF
    bytes[8] = 1
    bytes[9] = 0x7F
    bytes[majorVersion] = 3
    bytes[majorVersion + 1] = 1
    for (index, byte) in mechanism.rawValue.utf8.enumerated() {
      bytes[Self.mechanism.lowerBound + index] = byte
    }
    bytes[32] = end == .server && mechanism == .curve ? 1 : 0
    return bytes
  }

  /// Checks as much of a peer's greeting as has come, so that who speaks another protocol is known by
  /// the first byte. What a peer says of being a server is passed over: libzmq never says so.
  static func check(_ bytes: some Sequence<UInt8>, _ mechanism: Mechanism)
    throws(ProtocolViolation)
  {
    let name = Array(mechanism.rawValue.utf8)
    for (index, byte) in bytes.enumerated() {
      switch index {
      case 0: guard byte == 0xFF else { throw .notZMTP }
      case 9: guard byte & 1 == 1 else { throw .notZMTP }
      // Versions to come begin as this one does.
      case majorVersion: guard byte >= 3 else { throw .notZMTP }
      case Self.mechanism:
        let place = index - Self.mechanism.lowerBound
        guard byte == (place < name.count ? name[place] : 0) else { throw .otherMechanism }
      default: break
      }
    }
  }
}
