import Coordination

extension HandshakeFailure: CustomStringConvertible {
  /// One clause with what to do.
  public var description: String {
    switch self {
    case .serverHasKeys:
      "the server accepts only workers with keys: give --key and --server-public-key"
    case .serverHasNoKeys:
      "the server has no keys: start it with --key and --authorized-workers, or this worker without "
        + "keys"
    case .notAuthorized:
      "the server does not accept this worker's key: put its public key into the folder that ps serve "
        + "--authorized-workers names"
    case .brokenOff:
      "the server breaks off the handshake: its key is not the one that --server-public-key names"
    }
  }
}
