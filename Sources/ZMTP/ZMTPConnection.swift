import CSodium

/// One end of a connection as ZMTP 3.1 (RFC 37) has it, a server's or a worker's: bytes in; messages, and
/// bytes to answer with, out. It has no socket and no clock, and holds at most
/// `Bounds.headBytes + Bounds.smallPayloadBytes` and a frame's worth of bytes, whatever comes: every
/// length is checked as soon as its header is there.
///
/// A message has a head and at most one more part, its payload. A payload longer than
/// `Bounds.smallPayloadBytes` is not taken here but received by the owner, straight into memory of its
/// own, and handed over where it lies.
public struct ZMTPConnection: ~Copyable {
  /// What a peer may send.
  public struct Bounds: Sendable {
    /// Bytes of a message's first part.
    public var headBytes: Int
    /// Bytes of a second part that is buffered with the first; the most that a peer may send before
    /// more is allowed to it.
    public var smallPayloadBytes: Int
    /// Bytes of a command in the handshake, and after it.
    public var commandBytes: Int

    /// These bounds.
    public init(headBytes: Int, smallPayloadBytes: Int, commandBytes: Int) {
      self.headBytes = headBytes
      self.smallPayloadBytes = smallPayloadBytes
      self.commandBytes = commandBytes
    }
  }

  /// The two ends of a connection.
  public enum End: Sendable {
    /// The one that listens, a ROUTER.
    case server
    /// The one that connects, a DEALER.
    case worker
  }

  /// By what a connection with keys proves itself, with the connection's own random bytes.
  public struct CurveKeys: Sendable {
    /// Random bytes that a connection needs, at either end.
    public static let randomBytes = CurveServerHandshake.Secrets.byteCount

    enum Kind: Sendable {
      case server(secretKey: [UInt8])
      case worker(publicKey: [UInt8], secretKey: [UInt8], serverKey: [UInt8])
    }

    let kind: Kind
    let random: [UInt8]
    var end: End {
      switch kind {
      case .server: .server
      case .worker: .worker
      }
    }

    /// A server's.
    ///
    /// - Parameters:
    ///   - secretKey: the server's, 32 bytes.
    ///   - random: `randomBytes` bytes that nobody can foresee and that are used for nothing else.
    public init(secretKey: [UInt8], random: [UInt8]) {
      precondition(secretKey.count == Curve.keyBytes && random.count == Self.randomBytes)
      kind = .server(secretKey: secretKey)
      self.random = random
    }

    /// A worker's.
    ///
    /// - Parameters:
    ///   - publicKey: the worker's, 32 bytes.
    ///   - secretKey: the one that belongs to it.
    ///   - serverKey: the public key of the only server that the worker speaks to.
    ///   - random: `randomBytes` bytes that nobody can foresee and that are used for nothing else.
    public init(publicKey: [UInt8], secretKey: [UInt8], serverKey: [UInt8], random: [UInt8]) {
      precondition(
        [publicKey, secretKey, serverKey].allSatisfy { $0.count == Curve.keyBytes }
          && random.count == Self.randomBytes)
      kind = .worker(publicKey: publicKey, secretKey: secretKey, serverKey: serverKey)
      self.random = random
    }
  }

  /// What bytes have come to.
  public enum Event: Equatable {
    /// More are needed.
    case none
    /// The peer has proved that it owns this public key: `authorize` or `reject` it, before anything
    /// else is taken.
    case asks(key: [UInt8])
    /// The handshake is over: messages may be sent.
    case open
    /// A message is there, its head in `head` and its payload, if it has one, in `smallPayload`.
    case message
    /// The next so many bytes are a payload's body, which the owner is to receive and then hand over by
    /// `payloadArrived`. What is the peer's own in it begins behind `payloadPrefix` bytes.
    case payload(byteCount: Int)
  }

  private enum Phase { case greeting, handshake, open }

  private enum Handshake {
    case server(CurveServerHandshake)
    case worker(CurveWorkerHandshake)
  }

  /// Which of the two ends this is.
  public let end: End
  /// How the ends make sure of each other.
  public let mechanism: Mechanism
  /// What is to be sent to the peer before any further message; the owner takes it away.
  public internal(set) var output: [UInt8]
  /// The first part of the last message.
  public private(set) var head: [UInt8] = []
  /// The second part of the last message, where it is a small one.
  public private(set) var smallPayload: [UInt8]?
  /// The longest payload that the peer may send now.
  public var payloadBytesMax: Int
  /// How long the peer wants to hear nothing before it is taken for dead, in tenths of a second; 0 where
  /// it does not say.
  public private(set) var peerTimeToLive: UInt16 = 0

  private let bounds: Bounds
  private var phase = Phase.greeting
  private var handshake: Handshake?
  var channel: CurveChannel?
  /// The greeting, or a frame's header, as far as it has come.
  private var start: [UInt8] = []
  /// The frame whose body is coming.
  private var header: FrameHeader?
  private var body: [UInt8] = []
  private var isPayloadNext = false
  /// The owner is receiving a payload.
  private var isPayloadAway = false

  /// A connection that has just been made.
  ///
  /// - Parameter curve: for an end that has keys, which are this end's.
  public init(_ bounds: Bounds, at end: End, curve: CurveKeys? = nil) {
    precondition(curve == nil || curve?.end == end, "the keys are the other end's")
    self.bounds = bounds
    self.end = end
    mechanism = curve == nil ? .null : .curve
    payloadBytesMax = bounds.smallPayloadBytes
    output = Greeting.bytes(mechanism, of: end)
    if let curve {
      _ = Self.isLibraryReady
      switch curve.kind {
      case .server(let secretKey):
        handshake = .server(
          CurveServerHandshake(
            serverSecret: secretKey, secrets: CurveServerHandshake.Secrets(curve.random)))
      case .worker(let publicKey, let secretKey, let serverKey):
        handshake = .worker(
          CurveWorkerHandshake(
            publicKey: publicKey, secretKey: secretKey, serverKey: serverKey,
            secrets: CurveWorkerHandshake.Secrets(curve.random)))
      }
    }
  }

  /// Chooses the fastest code for this processor, once.
  private static let isLibraryReady = sodium_init() >= 0

  /// Whether the handshake is over.
  public var isOpen: Bool { phase == .open }
  /// Whether the peer has said by its greeting that it speaks as this end does, but the handshake is not
  /// over.
  public var isInHandshake: Bool { phase == .handshake }
  /// Whether a message or a command has begun that is not whole.
  public var isUnfinished: Bool {
    isPayloadNext || isPayloadAway || header != nil || !start.isEmpty
  }
  /// Bytes of a received payload's body that come before what the peer sent.
  public var payloadPrefix: Int { mechanism == .curve ? CurveChannel.overhead : 0 }

  /// Takes what is to be sent before any further message.
  public mutating func takeOutput() -> [UInt8] {
    defer { output.removeAll(keepingCapacity: false) }
    return output
  }

  // MARK: What comes in

  /// Takes bytes that came, up to the first of them that mean something.
  ///
  /// - Returns: how many were taken. The rest are to be offered again.
  /// - Throws: what the peer may not do. The connection is over: what is in `output` may still be sent.
  public mutating func take(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ProtocolViolation) -> (used: Int, event: Event) {
    precondition(!isPayloadAway, "a payload's bytes are its receiver's")
    var used = 0
    while used < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[used...])
      let (count, event) =
        try phase == .greeting
        ? takeGreeting(rest) : header == nil ? takeHeader(rest) : takeBody(rest)
      used += count
      if event != .none { return (used, event) }
    }
    return (used, .none)
  }

  private mutating func takeGreeting(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ProtocolViolation) -> (Int, Event) {
    let count = min(bytes.count, Greeting.byteCount - start.count)
    start.append(contentsOf: bytes[..<count])
    try Greeting.check(start, mechanism)
    if start.count == Greeting.byteCount {
      start.removeAll()
      phase = .handshake
      if mechanism == .null {
        output += FrameHeader.command(Command.name("READY") + Metadata.of(end))
      } else if case .worker(let handshake)? = handshake {
        output += FrameHeader.command(handshake.hello)
      }
    }
    return (count, .none)
  }

  private mutating func takeHeader(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ProtocolViolation) -> (Int, Event) {
    let wanted = FrameHeader.byteCount(flags: start.first ?? bytes[0])
    let count = min(bytes.count, wanted - start.count)
    start.append(contentsOf: bytes[..<count])
    guard start.count == wanted else { return (count, .none) }
    let next = try FrameHeader(start)
    start.removeAll(keepingCapacity: true)
    if try isTakenElsewhere(next) {
      isPayloadAway = true
      return (count, .payload(byteCount: next.length))
    }
    header = next
    body.removeAll(keepingCapacity: body.capacity <= 4096)
    // An empty body comes with its header.
    return next.length == 0 ? (count, try finishFrame(next)) : (count, .none)
  }

  /// Checks a frame's header.
  ///
  /// - Returns: whether the frame is a payload that the owner receives.
  private func isTakenElsewhere(_ header: FrameHeader) throws(ProtocolViolation) -> Bool {
    guard phase == .open else {
      guard header.isCommand else { throw .badFrame }
      guard header.length <= bounds.commandBytes else { throw .tooLong }
      return false
    }
    if header.isCommand, mechanism == .null {
      guard header.length <= bounds.commandBytes else { throw .tooLong }
      return false
    }
    // Encrypted frames have their flags inside. libzmq sends them as messages, RFC 26 as commands.
    guard mechanism == .null || !header.hasMore else { throw .badFrame }
    let overhead = payloadPrefix
    guard isPayloadNext else {
      guard header.length <= bounds.headBytes + overhead else { throw .tooLong }
      return false
    }
    guard !header.hasMore else { throw .tooManyParts }
    guard header.length > bounds.smallPayloadBytes + overhead else { return false }
    guard header.length <= payloadBytesMax + overhead else { throw .tooLong }
    return true
  }

  private mutating func takeBody(
    _ bytes: UnsafeRawBufferPointer
  ) throws(ProtocolViolation) -> (Int, Event) {
    guard let header else { return (0, .none) }
    let count = min(bytes.count, header.length - body.count)
    body.append(contentsOf: bytes[..<count])
    return (count, body.count == header.length ? try finishFrame(header) : .none)
  }

  private mutating func finishFrame(_ frame: FrameHeader) throws(ProtocolViolation) -> Event {
    header = nil
    switch (phase, mechanism) {
    case (.greeting, _), (.handshake, .null):
      try checkForError()
      guard body.starts(with: Command.name("READY")) else { throw .badCommand }
      try Metadata.check(body[6...], of: end == .server ? .worker : .server)
      phase = .open
      return .open
    case (.handshake, .curve):
      try checkForError()
      return try takeHandshakeStep()
    case (.open, .null):
      if frame.isCommand { return try take(command: body[...]) }
      return try takePart(body[...], hasMore: frame.hasMore)
    case (.open, .curve):
      let flags = try openBody()
      let content = body[CurveChannel.overhead...]
      if flags == CurveChannel.commandFlag { return try take(command: content) }
      return try takePart(content, hasMore: flags == CurveChannel.moreFlag)
    }
  }

  /// A server rejects a worker by ERROR.
  private func checkForError() throws(ProtocolViolation) {
    if end == .worker, body.starts(with: Command.name("ERROR")) { throw .notAuthorized }
  }

  private mutating func takeHandshakeStep() throws(ProtocolViolation) -> Event {
    switch handshake {
    case .server(var server):
      let step = try server.take(body)
      handshake = .server(server)
      switch step {
      case .answer(let command):
        output += FrameHeader.command(command)
        return .none
      case .asks(let key): return .asks(key: key)
      }
    case .worker(var worker):
      let step = try worker.take(body)
      handshake = .worker(worker)
      switch step {
      case .answer(let command):
        output += FrameHeader.command(command)
        return .none
      case .ready(let channel):
        self.channel = channel
        handshake = nil
        phase = .open
        return .open
      }
    case nil: throw .badCommand
    }
  }

  private mutating func openBody() throws(ProtocolViolation) -> UInt8 {
    var outcome = Result<UInt8, ProtocolViolation>.failure(.badCommand)
    body.withUnsafeMutableBytes { bytes in
      guard let start = bytes.baseAddress else { return }
      do throws(ProtocolViolation) {
        if let flags = try channel?.open(start, count: bytes.count) { outcome = .success(flags) }
      } catch {
        outcome = .failure(error)
      }
    }
    return try outcome.get()
  }

  private mutating func takePart(
    _ content: ArraySlice<UInt8>, hasMore: Bool
  ) throws(ProtocolViolation) -> Event {
    guard isPayloadNext else {
      head.removeAll(keepingCapacity: head.capacity <= 4096)
      head.append(contentsOf: content)
      smallPayload = nil
      isPayloadNext = hasMore
      return hasMore ? .none : .message
    }
    guard !hasMore else { throw .tooManyParts }
    isPayloadNext = false
    smallPayload = Array(content)
    return .message
  }

  private mutating func take(
    command content: ArraySlice<UInt8>
  ) throws(ProtocolViolation) -> Event {
    guard content.count <= bounds.commandBytes else { throw .tooLong }
    if case .ping(let timeToLive, let context) = try Command(content) {
      peerTimeToLive = timeToLive
      say(Command.pong(context: context))
    }
    return .none
  }

  /// Takes the payload's body that `Event.payload` asked for, from where it was received. What the peer
  /// sent lies behind its first `payloadPrefix` bytes from now on.
  ///
  /// - Throws: where it can't be decrypted, or is not the message's last part.
  public mutating func payloadArrived(
    _ body: UnsafeMutableRawPointer, count: Int
  ) throws(ProtocolViolation) {
    precondition(isPayloadAway, "nobody was asked to receive a payload")
    isPayloadAway = false
    isPayloadNext = false
    guard mechanism == .curve else { return }
    guard let flags = try channel?.open(body, count: count) else { throw .badCommand }
    guard flags == 0 else { throw flags == CurveChannel.moreFlag ? .tooManyParts : .badFrame }
  }

  // MARK: The peer's key

  /// The peer that asked may come in.
  public mutating func authorize() {
    guard case .server(var server)? = handshake, let (ready, channel) = server.authorize() else {
      return
    }
    output += FrameHeader.command(ready)
    self.channel = channel
    handshake = nil
    phase = .open
  }

  /// The peer that asked may not come in: `output` says so, and the connection is over.
  public mutating func reject() {
    output += FrameHeader.command(Command.error(status: "400"))
  }
}
