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
  /// Session, generation and, where there is one, the job in hexadecimal, such as `s1.g1.j2f`.
  public var description: String {
    "\(session).g\(generation)" + (job == 0 ? "" : ".j" + String(job, radix: 16))
  }
}
