/// What can be wrong with a frame, without the figures: by these kinds bad frames are told to the
/// log, each once.
public enum FrameMistake: String, CaseIterable, Sendable {
  /// It ends too early.
  case truncated
  /// It goes on after the message.
  case trailing
  /// It does not begin as a frame does.
  case notLockstep
  /// It is of another version of the protocol.
  case protocolVersion
  /// Its head is not as it was sent.
  case damagedHead
  /// Its payload is not as it was sent.
  case damagedPayload
  /// No message has its number.
  case unknownKind
  /// A text in it is longer than any that is sent.
  case textTooLong
  /// A text in it is not UTF-8.
  case notText
  /// A value in it is outside what it may be.
  case outOfRange
  /// Its payload is missing, not wanted, or not as long as θ.
  case payloadLength
}
