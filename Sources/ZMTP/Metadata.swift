/// What the ends say of themselves in the handshake: names with values. All but the kind of socket is
/// checked for its form and passed over. So is an identity: the link numbers its peers itself, and none
/// can take, or collide with, another's number.
enum Metadata {
  /// The kinds of socket that a worker may have, those to which a ROUTER speaks (RFC 28), and what a
  /// server has. A DEALER could speak to another, too; but here that would be a worker, even itself, where
  /// the system has connected a socket to its own port.
  private static func socketTypes(_ end: ZMTPConnection.End) -> Set<String> {
    switch end {
    case .server: ["ROUTER"]
    case .worker: ["DEALER", "REQ", "ROUTER"]
    }
  }

  /// What an end of ours says: both kinds of socket have six letters.
  static func of(_ end: ZMTPConnection.End) -> [UInt8] {
    [11] + Array("Socket-Type".utf8) + [0, 0, 0, 6]
      + Array((end == .server ? "ROUTER" : "DEALER").utf8)
      + [8] + Array("Identity".utf8) + [0, 0, 0, 0]
  }

  /// Checks what the peer says, which is the end that is named.
  static func check(
    _ bytes: ArraySlice<UInt8>, of end: ZMTPConnection.End
  ) throws(ProtocolViolation) {
    let peers = socketTypes(end)
    var rest = bytes
    while let nameLength = rest.first.map(Int.init) {
      rest = rest.dropFirst()
      guard nameLength > 0, rest.count >= nameLength + 4 else { throw .badCommand }
      let name = String(decoding: rest.prefix(nameLength), as: UTF8.self)
      rest = rest.dropFirst(nameLength)
      let valueLength = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      rest = rest.dropFirst(4)
      guard rest.count >= valueLength else { throw .badCommand }
      let value = rest.prefix(valueLength)
      rest = rest.dropFirst(valueLength)
      guard name.lowercased() == "socket-type" else { continue }
      guard peers.contains(String(decoding: value, as: UTF8.self)) else { throw .otherSocketType }
    }
  }
}
