/// Why a worker's connection was refused before anything could be said by it.
public enum HandshakeFailure: Equatable, Sendable {
  /// The server wants keys, and this worker has none.
  case serverHasKeys
  /// The server has no keys, and this worker wants to speak to one that has.
  case serverHasNoKeys
  /// The server does not let this worker's key in.
  case notAuthorized
  /// The server broke it off, as one does that can't read what was written for the owner of another
  /// key.
  case brokenOff

  /// Whether the worker retries although it has never been in a session. A worker without keys at a
  /// server that has some was started by mistake. One with keys believes nothing of what a server
  /// without keys says, since any process may have taken the port while the right server is down.
  var mayPass: Bool {
    switch self {
    case .notAuthorized, .brokenOff, .serverHasNoKeys: true
    case .serverHasKeys: false
    }
  }
}
