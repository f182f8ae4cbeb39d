import Coordination
import Wire

/// A network within one process and one thread: one server, any number of workers, and for each
/// connection a queue in each direction, as short as a real link's. What is sent arrives in the
/// order in which it was sent, unless the connection is cut.
///
/// Nothing in it depends on time, threads or hashing, so a run over it is the same every time.
public final class InMemoryNetwork {
  private struct Connection {
    let peer: PeerID
    var toServer = 0
    var toWorker: [InMemoryMessage] = []
  }

  /// Messages that may wait in one direction of one connection.
  public let queuedMessagesMax: Int
  /// How many messages have been delivered: while it grows, something moves.
  public private(set) var deliveredMessages: UInt64 = 0
  /// How many messages were lost because a queue was full or a connection was cut.
  public private(set) var lostMessages: UInt64 = 0

  private var connections: [Connection] = []
  /// Peers whose connections were cut, until the server has heard of it.
  private var gonePeers: [PeerID] = []
  private var serverQueue: [(peer: PeerID, message: InMemoryMessage)] = []
  private var lastPeer: UInt32 = 0

  /// A network without connections.
  public init(queuedMessagesMax: Int = Limits.queuedMessagesMax) {
    self.queuedMessagesMax = queuedMessagesMax
  }

  /// The server's end; there is one.
  public func makeServerLink() -> InMemoryLink {
    InMemoryLink(self, peer: nil)
  }

  /// A worker's end, connected.
  public func makeWorkerLink() -> InMemoryLink {
    InMemoryLink(self, peer: connect())
  }

  /// Whether a message, or the end of a connection, waits to be received.
  public var hasMessages: Bool {
    !serverQueue.isEmpty || !gonePeers.isEmpty || connections.contains { !$0.toWorker.isEmpty }
  }

  func connect() -> PeerID {
    lastPeer += 1
    let peer = PeerID(lastPeer)
    connections.append(Connection(peer: peer))
    return peer
  }

  /// Cuts a connection: what is under way is lost.
  func disconnect(_ peer: PeerID) {
    guard let index = index(of: peer) else { return }
    for message in connections[index].toWorker { lose(message) }
    for (sender, message) in serverQueue where sender == peer { lose(message) }
    serverQueue.removeAll { $0.peer == peer }
    connections.remove(at: index)
    gonePeers.append(peer)
  }

  func takeGonePeer() -> PeerID? { gonePeers.isEmpty ? nil : gonePeers.removeFirst() }

  private func lose(_ message: InMemoryMessage) {
    message.lose()
    lostMessages += 1
  }

  private func index(of peer: PeerID) -> Int? {
    connections.firstIndex { $0.peer == peer }
  }

  func sendToServer(_ message: InMemoryMessage, from peer: PeerID) -> SendOutcome {
    guard let index = index(of: peer) else {
      lose(message)
      return .gone
    }
    guard connections[index].toServer < queuedMessagesMax else {
      lose(message)
      return .queueFull
    }
    connections[index].toServer += 1
    serverQueue.append((peer, message))
    return .sent
  }

  func sendToWorker(_ message: InMemoryMessage, to peer: PeerID) -> SendOutcome {
    guard let index = index(of: peer) else {
      lose(message)
      return .gone
    }
    guard connections[index].toWorker.count < queuedMessagesMax else {
      lose(message)
      return .queueFull
    }
    connections[index].toWorker.append(message)
    return .sent
  }

  func receiveAtServer() -> (peer: PeerID, message: InMemoryMessage)? {
    guard !serverQueue.isEmpty else { return nil }
    let next = serverQueue.removeFirst()
    if let index = index(of: next.peer) { connections[index].toServer -= 1 }
    deliveredMessages += 1
    return next
  }

  func receiveAtWorker(_ peer: PeerID) -> InMemoryMessage? {
    guard let index = index(of: peer), !connections[index].toWorker.isEmpty else { return nil }
    deliveredMessages += 1
    return connections[index].toWorker.removeFirst()
  }
}
