/// Why a connection is ended: what a peer did that the protocol, or its bounds, do not allow.
public enum ProtocolViolation: Error, Equatable, Sendable {
  /// The first bytes are not those of ZMTP 3.
  case notZMTP
  /// The peer wants another security mechanism than this end has.
  case otherMechanism
  /// A frame's flags or length are none that a peer may send here.
  case badFrame
  /// A frame is longer than it may be here.
  case tooLong
  /// A message has more than two parts.
  case tooManyParts
  /// A command comes where it may not, or is not one.
  case badCommand
  /// The peer's kind of socket does not speak to this one.
  case otherSocketType
  /// A box can't be opened: it was made by other keys, or damaged.
  case cannotOpen
  /// A nonce does not increase: a copy of something that was sent before.
  case repeatedNonce
  /// The peer's key is not authorized.
  case notAuthorized
}
