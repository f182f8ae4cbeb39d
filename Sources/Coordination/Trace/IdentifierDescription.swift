extension PeerID: CustomStringConvertible {
  /// The link's number, such as `2`.
  public var description: String { "\(rawValue)" }
}

extension SessionID: CustomStringConvertible {
  /// Such as `s1`; `s0` is none.
  public var description: String { "s\(rawValue)" }
}

extension PayloadHandle: CustomStringConvertible {
  /// Such as `p7`.
  public var description: String { "p\(rawValue)" }
}

extension Envelope: CustomStringConvertible {
  /// Session and generation, such as `s1.g1`.
  public var description: String { "\(session).g\(generation)" }
}
