import CZeroMQ
import Coordination
import Glibc

/// With which keys a server's peers have proved themselves: libzmq marks each message with what the
/// `Authenticator` has said of its connection. A peer's key is made a value once, so that a steady step
/// asks for no memory.
struct SenderKeys {
  fileprivate struct Known {
    /// With the zero byte at its end.
    let userID: ContiguousArray<CChar>
    let key: WorkerKey
  }

  /// Peers that are remembered; more come only where connections come and go.
  private static let knownMax = 2 * Limits.sessionsMax

  /// Only ever looked up.
  private var known: [PeerID: Known] = [:]

  /// What a connection with this key is called: the key, which has no blanks, and its name.
  static func userID(of key: WorkerKey) -> String { "\(key.publicKey) \(key.name)" }

  /// The key behind a message; nil if its connection has none.
  mutating func key(
    of message: borrowing ZeroMQMessage, from peer: PeerID
  ) -> WorkerKey? {
    guard let userID = zmq_msg_gets(message.pointer, "User-Id") else { return nil }
    if let known = known[peer], known.isCalled(userID) { return known.key }
    guard let new = Known(userID) else { return nil }
    if known.count >= Self.knownMax { known.removeAll() }
    known[peer] = new
    return new.key
  }
}

extension SenderKeys.Known {
  fileprivate init?(_ text: UnsafePointer<CChar>) {
    let parts = String(cString: text).split(separator: " ", maxSplits: 1)
    guard parts.count == 2 else { return nil }
    key = WorkerKey(publicKey: String(parts[0]), name: String(parts[1]))
    userID = ContiguousArray(UnsafeBufferPointer(start: text, count: strlen(text) + 1))
  }

  fileprivate func isCalled(_ text: UnsafePointer<CChar>) -> Bool {
    userID.withUnsafeBufferPointer { userID in
      userID.baseAddress.map { strcmp($0, text) == 0 } ?? false
    }
  }
}
