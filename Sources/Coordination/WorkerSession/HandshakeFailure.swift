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

  /// Whether it may be mended at the server while the worker goes on trying. The others are a mistake
  /// in how the one or the other was started.
  var mayPass: Bool {
    switch self {
    case .notAuthorized, .brokenOff: true
    case .serverHasKeys, .serverHasNoKeys: false
    }
  }
}

extension HandshakeFailure: CustomStringConvertible {
  /// One clause with what to do.
  public var description: String {
    switch self {
    case .serverHasKeys:
      "the server lets in none but workers with keys: give --key and --server-public-key"
    case .serverHasNoKeys:
      "the server has no keys: start it with --key and --authorized-workers, or this worker without "
        + "keys"
    case .notAuthorized:
      "the server does not let in this worker's key: put its public key into the folder that ps serve "
        + "--authorized-workers names"
    case .brokenOff:
      "the server breaks off the handshake: its key is not the one that --server-public-key names"
    }
  }
}
