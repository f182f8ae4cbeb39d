import Coordination
import Wire

/// One process's end of the network. A process that is dead neither sends nor receives, whatever its
/// shell still does before its turn ends.
final class SimulatedLink: Link {
  /// Whose end it is.
  enum Owner {
    case server(generation: UInt64)
    /// A worker, counted from 0.
    case worker(Int)
  }

  /// A received payload.
  private struct Held {
    let floats: UnsafeMutableBufferPointer<Float>
    /// Whether it is of another session than the sender's present one, and must not be used.
    let isForeign: Bool
  }

  let owner: Owner
  /// It holds this link for as long as its process lives.
  private unowned let network: SimulatedNetwork
  private let life: ProcessLife
  private let clock: ProcessClock
  private let watch: Watch
  private let parameterBytes: Int
  /// How long a worker waits until it can send.
  private let patience: Interval
  private var inbox: [(message: SimulatedMessage, peer: PeerID)] = []
  private var gonePeers: [PeerID] = []
  private var head = UnsafeMutableRawBufferPointer.allocate(byteCount: 0, alignment: 1)
  private var held: [Held?] = []
  private var foreignPayloads = 0
  /// At the server: the session that each peer was welcomed to last.
  private var sessions: [(peer: PeerID, session: SessionID)] = []
  private var buffers: [SimulatedBuffer] = []
  /// Whether what its worker computes never leaves it.
  var isSilent = false

  init(
    _ owner: Owner, network: SimulatedNetwork, life: ProcessLife, clock: ProcessClock,
    watch: Watch, parameterCount: Int, patience: Interval
  ) {
    self.patience = patience
    self.owner = owner
    self.network = network
    self.life = life
    self.clock = clock
    self.watch = watch
    parameterBytes = parameterCount * MemoryLayout<Float>.stride
  }

  deinit {
    head.deallocate()
    for payload in held { payload?.floats.deallocate() }
  }

  /// How many received payloads have not been released.
  var heldPayloads: Int { held.count { $0 != nil } }

  /// Whether a message waits to be received.
  var hasMessages: Bool { !inbox.isEmpty }

  /// A message has come in.
  func deliver(_ message: SimulatedMessage, from peer: PeerID) {
    inbox.append((message, peer))
  }

  /// At the server: there is no connection with a peer any longer.
  func peerGone(_ peer: PeerID) { gonePeers.append(peer) }

  func takeGonePeer() -> PeerID? {
    guard !gonePeers.isEmpty, life.interacts() else { return nil }
    return gonePeers.removeFirst()
  }

  var needsChecksums: Bool { true }

  func makeBuffer(count: Int) -> SimulatedBuffer {
    if case .server = owner {
      watch.serverMakesBuffer(existing: buffers.count, inFlight: buffers.count { $0.isInFlight })
    }
    let buffer = SimulatedBuffer(count: count)
    buffers.append(buffer)
    return buffer
  }

  func receive() -> Incoming? {
    checkForeignPayloads()
    guard !inbox.isEmpty, life.interacts() else { return nil }
    let (message, peer) = inbox.removeFirst()
    network.received(message)
    if head.count < message.head.count {
      head.deallocate()
      head = .allocate(byteCount: message.head.count, alignment: 1)
    }
    head.copyBytes(from: message.head)
    var isForeign = false
    switch (owner, message.content) {
    case (.server(let generation), .worker(_, let envelope)):
      isForeign = envelope.generation != generation || envelope.session != session(of: peer)
      watch.serverReceived(message, from: peer, isForeign: isForeign)
      // A gradient from elsewhere is none of the session's, whatever its envelope says.
      if message.isForged { isForeign = true }
    case (.worker(let worker), .server(let content, let envelope)):
      watch.workerReceived(message, content, envelope, at: worker)
    default:
      preconditionFailure("a message came to its own sender")
    }
    let payload = message.payload.map { floats in
      // Nor is one of another length than θ's.
      hold(
        floats,
        isForeign: isForeign || floats.count * MemoryLayout<Float>.stride != parameterBytes)
    }
    return Incoming(
      peer: peer, key: message.key,
      head: UnsafeRawBufferPointer(rebasing: head[..<message.head.count]),
      payload: payload, payloadBytes: payload.map { UnsafeRawBufferPointer(floats(of: $0)) })
  }

  /// What is of another session or of another server process is let go of before anything else is
  /// read.
  func checkForeignPayloads() {
    if foreignPayloads > 0, !life.isOver {
      watch.fail("a gradient of another session or generation was kept")
    }
  }

  private func session(of peer: PeerID) -> SessionID? {
    for entry in sessions where entry.peer == peer { return entry.session }
    return nil
  }

  private func hold(_ floats: [Float], isForeign: Bool) -> PayloadHandle {
    // With room for θ, so that one that is too short is found and not read beyond.
    let room = max(floats.count, parameterBytes / MemoryLayout<Float>.stride)
    let whole = UnsafeMutableBufferPointer<Float>.allocate(capacity: room)
    whole.initialize(repeating: .nan)
    let memory = UnsafeMutableBufferPointer(rebasing: whole[..<floats.count])
    _ = memory.update(from: floats)
    if isForeign { foreignPayloads += 1 }
    let payload = Held(floats: memory, isForeign: isForeign)
    for index in held.indices where held[index] == nil {
      held[index] = payload
      return PayloadHandle(UInt32(index))
    }
    held.append(payload)
    return PayloadHandle(UInt32(held.count - 1))
  }

  func send(
    _ head: UnsafeRawBufferPointer, payload: SimulatedBuffer?, to peer: PeerID
  ) -> SendOutcome {
    guard life.interacts() else { return .sent }
    let payloadBytes = payload.map { UnsafeRawBufferPointer($0.floats) }
    do {
      switch owner {
      case .server:
        let (message, envelope) = try Frame.decodeServerMessage(
          head, payload: payloadBytes, parameterBytes: parameterBytes)
        if case .welcome = message {
          sessions.removeAll { $0.peer == peer }
          sessions.append((peer, envelope.session))
        }
        watch.serverSends(message, envelope, payload, to: peer)
        return network.sendToWorker(
          head, .server(message, envelope), payload, to: peer, at: clock.now)
      case .worker(let worker):
        let (message, envelope) = try Frame.decodeWorkerMessage(
          head, payload: payloadBytes, parameterBytes: parameterBytes)
        watch.workerSends(message, envelope, from: worker, at: clock.now)
        if isSilent, message.isResult {
          network.withhold()
          return .sent
        }
        let outcome = network.sendToServer(
          head, .worker(message, envelope), payload, from: worker, at: clock.now)
        // A worker waits for its connection before it gives a message up.
        if outcome != .sent { clock.spend(patience) }
        return outcome
      }
    } catch {
      watch.fail("a frame was sent that can't be read: \(error)")
      return .sent
    }
  }

  func reconnect() {
    guard case .worker(let worker) = owner, life.interacts() else { return }
    network.disconnect(worker)
  }

  func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float> {
    guard let payload = held[Int(payload.rawValue)] else {
      preconditionFailure("a payload is read after its release")
    }
    return UnsafeBufferPointer(payload.floats)
  }

  func release(_ payload: PayloadHandle) {
    guard let memory = held[Int(payload.rawValue)] else {
      preconditionFailure("a payload is released twice")
    }
    if memory.isForeign { foreignPayloads -= 1 }
    memory.floats.update(repeating: .nan)
    memory.floats.deallocate()
    held[Int(payload.rawValue)] = nil
  }
}

extension WorkerMessage {
  /// Whether it is what a worker was given work for.
  fileprivate var isResult: Bool {
    switch self {
    case .push, .evaluated, .arrived: true
    case .hello, .ready, .unable, .heartbeat, .goodbye: false
    }
  }
}
