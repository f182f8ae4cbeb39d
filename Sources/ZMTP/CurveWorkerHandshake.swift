import CSodium

/// The worker's side of CurveZMQ's handshake (RFC 26); `CurveServerHandshake` is the other, and says what
/// its four commands are. No random byte is drawn here: they come from outside, so that a handshake can
/// be computed again.
struct CurveWorkerHandshake {
  /// What a handshake needs that nobody can foresee.
  struct Secrets: Sendable {
    /// c', the secret key of this connection.
    var shortTermSecret: [UInt8]
    var vouchNonce: [UInt8]

    /// Takes as many random bytes as a server does, and leaves some.
    init(_ random: [UInt8]) {
      precondition(random.count == CurveServerHandshake.Secrets.byteCount)
      shortTermSecret = Array(random[0..<32])
      vouchNonce = Array(random[32..<48])
    }
  }

  private enum State {
    case waitsForWelcome
    case waitsForReady(sharedKey: [UInt8])
    case ended
  }

  /// What follows from a command.
  enum Step {
    /// This command is to be sent.
    case answer([UInt8])
    /// The server has authorized this end; by what the connection encrypts from now on.
    case ready(CurveChannel)
  }

  private let publicKey: [UInt8]
  private let secretKey: [UInt8]
  private let serverKey: [UInt8]
  private let secrets: Secrets
  private let shortTermKey: [UInt8]
  private var state = State.waitsForWelcome

  /// The nonces of this end's two commands; the messages' go on from there.
  private static let helloNonce: UInt64 = 1
  private static let initiateNonce: UInt64 = 2

  init(publicKey: [UInt8], secretKey: [UInt8], serverKey: [UInt8], secrets: Secrets) {
    self.publicKey = publicKey
    self.secretKey = secretKey
    self.serverKey = serverKey
    self.secrets = secrets
    shortTermKey = Curve.publicKey(of: secrets.shortTermSecret)
  }

  /// HELLO, which is said as soon as the greetings are over. For a server key that is none it has a box
  /// that nobody can open.
  var hello: [UInt8] {
    let nonce = Curve.bytes(of: Self.helloNonce)
    let zeros = [UInt8](repeating: 0, count: 64)
    let sharedKey =
      Curve.sharedKey(serverKey, secrets.shortTermSecret)
      ?? [UInt8](repeating: 0, count: Curve.keyBytes)
    let box = Curve.seal(zeros, nonce: Curve.nonce("CurveZMQHELLO---", nonce), by: sharedKey)
    let padding = [UInt8](repeating: 0, count: 72)
    return Command.name("HELLO") + [1, 0] + padding + shortTermKey + nonce + box
  }

  mutating func take(_ command: [UInt8]) throws(ProtocolViolation) -> Step {
    switch state {
    case .waitsForWelcome:
      let (initiate, sharedKey) = try welcomed(command)
      state = .waitsForReady(sharedKey: sharedKey)
      return .answer(initiate)
    case .waitsForReady(let sharedKey):
      let channel = try authorized(command, sharedKey)
      state = .ended
      return .ready(channel)
    case .ended:
      throw .badCommand
    }
  }

  /// WELCOME: a nonce, Box[S' and cookie](S → C'). INITIATE: the cookie, a nonce, Box[C, vouch and
  /// metadata](C' → S'); the vouch is a nonce and Box[C' and S](C → S').
  private func welcomed(
    _ welcome: [UInt8]
  ) throws(ProtocolViolation) -> (initiate: [UInt8], sharedKey: [UInt8]) {
    guard welcome.count == 168, welcome.starts(with: Command.name("WELCOME")) else {
      throw .badCommand
    }
    guard let welcomeKey = Curve.sharedKey(serverKey, secrets.shortTermSecret),
      let text = Curve.open(
        welcome[24...], nonce: Curve.nonce("WELCOME-", welcome[8..<24]), by: welcomeKey)
    else { throw .cannotOpen }
    let serverShortTermKey = Array(text[0..<32])
    guard let sharedKey = Curve.sharedKey(serverShortTermKey, secrets.shortTermSecret),
      let vouchKey = Curve.sharedKey(serverShortTermKey, secretKey)
    else { throw .cannotOpen }
    let vouch = Curve.seal(
      shortTermKey + serverKey, nonce: Curve.nonce("VOUCH---", secrets.vouchNonce), by: vouchKey)
    let nonce = Curve.bytes(of: Self.initiateNonce)
    let box = Curve.seal(
      publicKey + secrets.vouchNonce + vouch + Metadata.of(.worker),
      nonce: Curve.nonce("CurveZMQINITIATE", nonce), by: sharedKey)
    return (Command.name("INITIATE") + text[32...] + nonce + box, sharedKey)
  }

  /// READY: a nonce, Box[metadata](S' → C').
  private func authorized(
    _ ready: [UInt8], _ sharedKey: [UInt8]
  ) throws(ProtocolViolation) -> CurveChannel {
    guard ready.count >= 30, ready.starts(with: Command.name("READY")) else { throw .badCommand }
    guard
      let metadata = Curve.open(
        ready[14...], nonce: Curve.nonce("CurveZMQREADY---", ready[6..<14]), by: sharedKey)
    else { throw .cannotOpen }
    try Metadata.check(metadata[...], of: .server)
    return CurveChannel(
      at: .worker, sharedKey: sharedKey, ownNonce: Self.initiateNonce,
      peerNonce: Curve.number(ready[6..<14]))
  }
}
