import CSodium

/// The server's side of CurveZMQ's handshake (RFC 26), in its four steps: the client says HELLO by a
/// box that only the owner of the server's key can open, is answered by WELCOME with a short-term key,
/// proves in INITIATE that it has its own long-term key, and is told READY once it is authorized.
///
/// Keys: S the server's and C the client's, S' and C' those of this connection alone. No random byte is
/// drawn here: they come from outside, so that a handshake can be computed again.
struct CurveServerHandshake {
  /// What a handshake needs that nobody can foresee.
  struct Secrets: Sendable {
    /// s', the secret key of this connection.
    var shortTermSecret: [UInt8]
    /// The cookie's nonce and key, and the welcome's nonce.
    var cookieNonce: [UInt8]
    var cookieKey: [UInt8]
    var welcomeNonce: [UInt8]

    /// Takes so many random bytes.
    static let byteCount = 32 + 16 + 32 + 16

    init(_ random: [UInt8]) {
      precondition(random.count == Self.byteCount)
      shortTermSecret = Array(random[0..<32])
      cookieNonce = Array(random[32..<48])
      cookieKey = Array(random[48..<80])
      welcomeNonce = Array(random[80..<96])
    }
  }

  private enum State {
    case waitsForHello
    case waitsForInitiate(clientKey: [UInt8], cookie: [UInt8])
    case waitsForVerdict(CurveChannel, ready: [UInt8])
    case ended
  }

  private let serverSecret: [UInt8]
  private let secrets: Secrets
  private var state = State.waitsForHello

  init(serverSecret: [UInt8], secrets: Secrets) {
    self.serverSecret = serverSecret
    self.secrets = secrets
  }

  /// What follows from a command.
  enum Step {
    /// This command is to be sent.
    case answer([UInt8])
    /// The client has proved that it has the secret key of this public one. Is it authorized?
    case asks(key: [UInt8])
  }

  mutating func take(_ command: [UInt8]) throws(ProtocolViolation) -> Step {
    switch state {
    case .waitsForHello:
      return .answer(try welcome(command))
    case .waitsForInitiate(let clientKey, let cookie):
      let (key, channel, ready) = try initiated(command, clientKey: clientKey, cookie: cookie)
      state = .waitsForVerdict(channel, ready: ready)
      return .asks(key: key)
    case .waitsForVerdict, .ended:
      throw .badCommand
    }
  }

  /// The client is authorized: what is to be sent, and by what the connection encrypts from now on.
  mutating func authorize() -> (ready: [UInt8], channel: CurveChannel)? {
    guard case .waitsForVerdict(let channel, let ready) = state else { return nil }
    state = .ended
    return (ready, channel)
  }

  /// HELLO: version 1.0, 72 zeros, C', a nonce, Box[64 zeros](C' → S). WELCOME: a nonce,
  /// Box[S' and cookie](S → C').
  private mutating func welcome(_ hello: [UInt8]) throws(ProtocolViolation) -> [UInt8] {
    guard hello.count == 200, hello.starts(with: Command.name("HELLO")), hello[6] == 1,
      hello[7] == 0
    else { throw .badCommand }
    let clientKey = Array(hello[80..<112])
    guard let sharedKey = Curve.sharedKey(clientKey, serverSecret),
      let zeros = Curve.open(
        hello[120..<200], nonce: Curve.nonce("CurveZMQHELLO---", hello[112..<120]), by: sharedKey),
      zeros.allSatisfy({ $0 == 0 })
    else { throw .cannotOpen }
    var cookieBox = [UInt8](repeating: 0, count: 64 + Curve.boxBytes)
    let cookieText = clientKey + secrets.shortTermSecret
    crypto_secretbox_easy(
      &cookieBox, cookieText, UInt64(cookieText.count),
      Curve.nonce("COOKIE--", secrets.cookieNonce), secrets.cookieKey)
    let cookie = secrets.cookieNonce + cookieBox
    let shortTermKey = Curve.publicKey(of: secrets.shortTermSecret)
    let box = Curve.seal(
      shortTermKey + cookie, nonce: Curve.nonce("WELCOME-", secrets.welcomeNonce), by: sharedKey)
    state = .waitsForInitiate(clientKey: clientKey, cookie: cookie)
    return Command.name("WELCOME") + secrets.welcomeNonce + box
  }

  /// INITIATE: cookie, a nonce, Box[C, vouch and metadata](C' → S'); the vouch is a nonce and
  /// Box[C' and S](C → S'), which only the owner of C can have made, and for this connection alone.
  private func initiated(
    _ initiate: [UInt8], clientKey: [UInt8], cookie: [UInt8]
  ) throws(ProtocolViolation) -> (key: [UInt8], CurveChannel, ready: [UInt8]) {
    guard initiate.count >= 257, initiate.starts(with: Command.name("INITIATE")) else {
      throw .badCommand
    }
    // The connection is the same, so the cookie must be, too; it need not be opened.
    guard initiate[9..<105].elementsEqual(cookie) else { throw .cannotOpen }
    guard let sharedKey = Curve.sharedKey(clientKey, secrets.shortTermSecret),
      let text = Curve.open(
        initiate[113...], nonce: Curve.nonce("CurveZMQINITIATE", initiate[105..<113]),
        by: sharedKey),
      text.count >= 128
    else { throw .cannotOpen }
    let key = Array(text[0..<32])
    guard let vouchKey = Curve.sharedKey(key, secrets.shortTermSecret),
      let vouch = Curve.open(
        text[48..<128], nonce: Curve.nonce("VOUCH---", text[32..<48]), by: vouchKey),
      vouch.elementsEqual(clientKey + Curve.publicKey(of: serverSecret))
    else { throw .cannotOpen }
    try Metadata.check(text[128...], of: .worker)
    let readyNonce: UInt64 = 1
    let channel = CurveChannel(
      at: .server, sharedKey: sharedKey, ownNonce: readyNonce,
      peerNonce: Curve.number(initiate[105..<113]))
    let ready = Curve.seal(
      Metadata.of(.server), nonce: Curve.nonce("CurveZMQREADY---", Curve.bytes(of: readyNonce)),
      by: sharedKey)
    return (key, channel, Command.name("READY") + Curve.bytes(of: readyNonce) + ready)
  }
}
