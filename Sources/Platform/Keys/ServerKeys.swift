import Coordination
import Wire

/// By what a server proves itself, and whom it lets in.
public struct ServerKeys: Sendable {
  /// Its own keys.
  public let pair: CurveKeyPair
  /// Its workers' public keys.
  public let authorized: AuthorizedKeys

  /// These keys.
  public init(pair: CurveKeyPair, authorized: AuthorizedKeys) {
    self.pair = pair
    self.authorized = authorized
  }
}

/// By what a worker proves itself, and whom it takes for its server.
public struct WorkerKeys: Sendable {
  /// Its own keys.
  public let pair: CurveKeyPair
  /// The server's.
  public let serverKey: CurvePublicKey

  /// These keys.
  public init(pair: CurveKeyPair, serverKey: CurvePublicKey) {
    self.pair = pair
    self.serverKey = serverKey
  }
}
