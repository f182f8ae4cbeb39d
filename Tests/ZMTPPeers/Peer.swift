/// The bytes of a peer, written down from RFC 37.
public enum Peer {
  /// A greeting.
  public static func greeting(mechanism: String = "NULL", major: UInt8 = 3, minor: UInt8 = 1)
    -> [UInt8]
  {
    [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, major, minor] + Array(mechanism.utf8)
      + [UInt8](repeating: 0, count: 20 - mechanism.utf8.count + 32)
  }

  /// A frame, whose length takes a byte where that is enough.
  public static func frame(_ body: [UInt8], flags: UInt8 = 0) -> [UInt8] {
    if body.count <= 255 { return [flags, UInt8(body.count)] + body }
    return [flags | 2] + withUnsafeBytes(of: UInt64(body.count).bigEndian, Array.init) + body
  }

  /// Properties of a peer.
  public static func metadata(type: String = "DEALER", identity: [UInt8] = []) -> [UInt8] {
    [11] + Array("Socket-Type".utf8) + [0, 0, 0, UInt8(type.utf8.count)] + Array(type.utf8)
      + [8] + Array("Identity".utf8) + [0, 0, 0, UInt8(identity.count)] + identity
  }

  /// A READY command of NULL.
  public static func ready(type: String = "DEALER", identity: [UInt8] = []) -> [UInt8] {
    frame([5] + Array("READY".utf8) + metadata(type: type, identity: identity), flags: 4)
  }

  /// A message of one or two parts.
  public static func message(_ head: [UInt8], _ payload: [UInt8]? = nil) -> [UInt8] {
    guard let payload else { return frame(head) }
    return frame(head, flags: 1) + frame(payload)
  }

  /// Bytes that differ.
  public static func bytes(_ count: Int, seed: UInt8 = 1) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) ^ seed }
  }
}
