import Coordination
import Wire

/// One message on its way from a process to another.
final class SimulatedMessage: CustomStringConvertible {
  /// What it says.
  enum Content {
    case server(ServerMessage, Envelope)
    case worker(WorkerMessage, Envelope)
  }

  /// The connection that it was sent over.
  let connection: SimulatedConnection
  let isToServer: Bool
  /// What the sender meant to say.
  let content: Content
  private(set) var head: [UInt8]
  /// The payload as it was when it was sent.
  private(set) var payload: [Float]?
  /// When it leaves the sender.
  var sentAt: Instant
  /// When it reaches the receiver.
  var arrivesAt: Instant
  /// Whether the network made it, as a second copy of another.
  let isDuplicate: Bool
  /// The bit that is changed on the way, if one is: of the head, or of the payload, which follows.
  var corruptedBit: Int?
  /// Whether it is no longer what the sender meant to say: a bit is changed on the way, or the sender
  /// is not who it says, or lies about how long θ is.
  var isCorrupted: Bool { corruptedBit != nil || isForged || isLie }
  /// The key of the connection over which it comes; nil where there are none.
  let key: WorkerKey?
  /// Whether it comes from one with another key than the session's.
  let isForged: Bool
  /// Whether its payload is of another length than θ, with a checksum that is right.
  private(set) var isLie = false
  /// Whether it will never arrive.
  private(set) var isLost = false
  /// The sender's memory, until it has arrived.
  private var buffer: SimulatedBuffer?

  init(
    over connection: SimulatedConnection, isToServer: Bool, head: UnsafeRawBufferPointer,
    content: Content, key: WorkerKey? = nil, buffer: SimulatedBuffer?, sentAt: Instant,
    arrivesAt: Instant
  ) {
    self.content = content
    self.key = key
    isForged = false
    self.connection = connection
    self.isToServer = isToServer
    self.head = Array(head)
    self.buffer = buffer
    self.sentAt = sentAt
    self.arrivesAt = arrivesAt
    isDuplicate = false
    payload = buffer.map { Array($0.floats) }
    buffer?.take()
  }

  /// A second copy of a message.
  ///
  /// - Parameter forger: the key of who sends it, changed, where that is another than the sender.
  init(duplicating message: SimulatedMessage, arrivesAt: Instant, forger: WorkerKey? = nil) {
    key = forger ?? message.key
    isForged = forger != nil
    connection = message.connection
    isToServer = message.isToServer
    content = message.content
    head = message.head
    payload = message.payload
    sentAt = message.sentAt
    self.arrivesAt = arrivesAt
    isDuplicate = true
    isLie = message.isLie
    if isForged { replacePayload(payload?.map { 1 - $0 }) }
  }

  /// A worker sends a gradient of another length than θ.
  func lie(count: Int) {
    guard case .worker(.push, _) = content else { return }
    isLie = true
    replacePayload(payload.map { Array($0.prefix(count)) })
  }

  /// Puts another payload in the place of a push's, with its checksum.
  private func replacePayload(_ floats: [Float]?) {
    guard let floats, case .worker(let message, let envelope) = content else { return }
    payload = floats
    var writer = ByteWriter(capacity: 256)
    let checksum = floats.withUnsafeBytes { PayloadChecksum(of: $0) }
    Frame.encode(message, envelope, gradient: checksum, to: &writer)
    head = writer.bytes.withUnsafeBytes(Array.init)
  }

  /// It reaches the receiver; the sender's memory is free again.
  ///
  /// - Returns: whether that memory still held what was sent.
  func arrive() -> Bool {
    defer {
      if let corruptedBit { corrupt(corruptedBit) }
      buffer?.giveBack()
      buffer = nil
    }
    guard let buffer, let payload, !isLie else { return true }
    return buffer.floats.elementsEqual(payload) { $0.bitPattern == $1.bitPattern }
  }

  /// It will never arrive.
  func lose() {
    isLost = true
    buffer?.giveBack()
    buffer = nil
  }

  private func corrupt(_ bit: Int) {
    let payloadBit = bit - head.count * 8
    if payloadBit < 0 {
      head[bit / 8] ^= 1 << UInt8(bit % 8)
    } else if let old = payload?[payloadBit / 32] {
      payload?[payloadBit / 32] = Float(bitPattern: old.bitPattern ^ 1 << UInt32(payloadBit % 32))
    }
  }

  /// How many bits it has.
  var bitCount: Int { head.count * 8 + (payload?.count ?? 0) * 32 }

  /// Such as `s1.g1 heartbeat`.
  var description: String {
    let text =
      switch content {
      case .server(let message, let envelope): "\(envelope) \(message)"
      case .worker(let message, let envelope): "\(envelope) \(message)"
      }
    return text + (isDuplicate ? ", again" : "")
      + (isForged ? ", forged" : isCorrupted ? ", damaged" : "")
  }
}
