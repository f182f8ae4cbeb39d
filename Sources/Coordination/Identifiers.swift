/// The other end of a connection, as the link numbers it. A worker that connects again is a new peer.
public struct PeerID: Hashable, Comparable, Sendable {
  /// The link's number for it.
  public let rawValue: UInt32

  /// The peer that the link gave this number.
  public init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// The only peer of a worker.
  public static let server = PeerID(0)

  /// The order of the numbers.
  public static func < (left: PeerID, right: PeerID) -> Bool { left.rawValue < right.rawValue }
}

/// One worker's membership, from the answer to its hello until goodbye or loss. Never used again.
public struct SessionID: Hashable, Comparable, Sendable {
  /// Its number, counted from 1 in the order of the hellos.
  public let rawValue: UInt32

  /// The session with this number.
  public init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Stands in a message for "no session yet".
  public static let none = SessionID(0)

  /// The order in which the sessions began.
  public static func < (left: SessionID, right: SessionID) -> Bool {
    left.rawValue < right.rawValue
  }
}

/// A received payload that a shell holds; the state machines know it by this number alone.
public struct PayloadHandle: Hashable, Sendable {
  /// The link's number for it.
  public let rawValue: UInt32

  /// The payload that the link gave this number.
  public init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }
}
