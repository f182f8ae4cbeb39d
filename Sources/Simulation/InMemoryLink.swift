import Coordination
import Wire

/// One end of an `InMemoryNetwork`. What comes out of it are copies, as from a real link.
public final class InMemoryLink: Link {
  /// Memory to send from.
  public typealias Buffer = InMemoryBuffer

  private let network: InMemoryNetwork
  private let isServer: Bool
  /// What the server calls this worker; nil while it is not connected, and at the server's end.
  public private(set) var peer: PeerID?
  /// The memory of the head that was received last.
  private var head: UnsafeMutableRawBufferPointer
  private var payloads: [UnsafeMutableBufferPointer<Float>?] = []

  init(_ network: InMemoryNetwork, peer: PeerID?) {
    self.network = network
    self.peer = peer
    isServer = peer == nil
    head = .allocate(byteCount: 0, alignment: 1)
  }

  deinit {
    head.deallocate()
    for payload in payloads { payload?.deallocate() }
  }

  /// How many received payloads have not been released.
  public var heldPayloads: Int { payloads.count { $0 != nil } }

  /// Cuts a worker's connection: what is under way is lost, and the server hears of it.
  public func disconnect() {
    if let peer { network.disconnect(peer) }
    peer = nil
  }

  /// Connects a worker anew, as another peer.
  public func reconnect() {
    precondition(!isServer, "a server waits to be connected to")
    disconnect()
    peer = network.connect()
  }

  /// As over a network.
  public var needsChecksums: Bool { true }

  /// A new buffer of `count` floats.
  public func makeBuffer(count: Int) -> InMemoryBuffer {
    InMemoryBuffer(count: count)
  }

  /// A peer whose connection was cut, once.
  public func takeGonePeer() -> PeerID? { isServer ? network.takeGonePeer() : nil }

  /// The next message, if there is one.
  public func receive() -> Incoming? {
    let sender: PeerID
    let message: InMemoryMessage
    if isServer {
      guard let next = network.receiveAtServer() else { return nil }
      (sender, message) = next
    } else {
      guard let peer, let next = network.receiveAtWorker(peer) else { return nil }
      (sender, message) = (.server, next)
    }
    head.deallocate()
    head = .allocate(byteCount: message.head.count, alignment: 1)
    head.copyBytes(from: message.head)
    let payload = message.deliver().map(hold)
    return Incoming(
      peer: sender, head: UnsafeRawBufferPointer(head), payload: payload,
      payloadBytes: payload.map { UnsafeRawBufferPointer(floats(of: $0)) })
  }

  private func hold(_ floats: [Float]) -> PayloadHandle {
    let memory = UnsafeMutableBufferPointer<Float>.allocate(capacity: floats.count)
    _ = memory.initialize(from: floats)
    if let free = payloads.firstIndex(where: { $0 == nil }) {
      payloads[free] = memory
      return PayloadHandle(UInt32(free))
    }
    payloads.append(memory)
    return PayloadHandle(UInt32(payloads.count - 1))
  }

  /// Sends a message. To a server that is not there none can be sent, as over a real link.
  public func send(
    _ head: UnsafeRawBufferPointer, payload: InMemoryBuffer?, to peer: PeerID
  ) -> SendOutcome {
    let message = InMemoryMessage(head: head, payload: payload)
    if isServer { return network.sendToWorker(message, to: peer) }
    guard let own = self.peer else {
      message.lose()
      return .queueFull
    }
    return network.sendToServer(message, from: own)
  }

  /// The floats of a received payload.
  public func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float> {
    guard let memory = payloads[Int(payload.rawValue)] else {
      preconditionFailure("a payload is read after its release")
    }
    return UnsafeBufferPointer(memory)
  }

  /// Gives a received payload's memory back, spoilt, so that a later reading of it shows.
  public func release(_ payload: PayloadHandle) {
    guard let memory = payloads[Int(payload.rawValue)] else {
      preconditionFailure("a payload is released twice")
    }
    memory.update(repeating: .nan)
    memory.deallocate()
    payloads[Int(payload.rawValue)] = nil
  }
}
