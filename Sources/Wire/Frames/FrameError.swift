import Coordination

/// Why bytes are not a frame.
public enum FrameError: Error, Equatable, CustomStringConvertible {
  /// They end too early.
  case truncated(needed: Int, left: Int)
  /// They go on after the message.
  case trailing(bytes: Int)
  /// They do not begin as a frame of this protocol does.
  case notLockstep
  /// They are of another version of the protocol.
  case protocolVersion(UInt16)
  /// Their checksum is another: they are not as they were sent.
  case damagedHead
  /// The payload's checksum is another: it is not as it was sent.
  case damagedPayload
  /// No message has this number here.
  case unknownKind(UInt8)
  /// A text is longer than any that is sent.
  case textTooLong(bytes: Int, maximum: Int)
  /// A text is not UTF-8.
  case notText
  /// A value is outside what it may be.
  case outOfRange(String)
  /// A payload is missing, not wanted, or not as long as θ.
  case payload(bytes: Int?, expected: Int?)

  /// The error without its figures.
  public var mistake: FrameMistake {
    switch self {
    case .truncated: .truncated
    case .trailing: .trailing
    case .notLockstep: .notLockstep
    case .protocolVersion: .protocolVersion
    case .damagedHead: .damagedHead
    case .damagedPayload: .damagedPayload
    case .unknownKind: .unknownKind
    case .textTooLong: .textTooLong
    case .notText: .notText
    case .outOfRange: .outOfRange
    case .payload: .payloadLength
    }
  }

  /// One clause that says what is wrong.
  public var description: String {
    switch self {
    case .truncated(let needed, let left): "it ends early: \(needed) bytes needed, \(left) left"
    case .trailing(let bytes): "\(bytes) bytes follow the message"
    case .notLockstep: "it is not a Lockstep frame"
    case .protocolVersion(let version):
      "it speaks version \(version) of the protocol, this program version \(Frame.protocolVersion)"
    case .damagedHead: "it was damaged on the way"
    case .damagedPayload: "its payload was damaged on the way"
    case .unknownKind(let kind): "there is no message kind \(kind)"
    case .textTooLong(let bytes, let maximum):
      "a text of \(bytes) bytes is longer than \(maximum)"
    case .notText: "a text is not UTF-8"
    case .outOfRange(let what): "\(what) is out of range"
    case .payload(let bytes, let expected):
      switch (bytes, expected) {
      case (let bytes?, let expected?): "its payload has \(bytes) bytes instead of \(expected)"
      case (let bytes?, nil): "its payload of \(bytes) bytes does not belong there"
      case (nil, _): "its payload is missing"
      }
    }
  }
}
