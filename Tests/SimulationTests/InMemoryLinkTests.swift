import Coordination
import Simulation
import Testing
import Wire

@Suite("The in-memory link")
struct InMemoryLinkTests {
  private func send(
    _ bytes: [UInt8], _ payload: InMemoryBuffer? = nil, over link: InMemoryLink,
    to peer: PeerID = .server
  ) -> SendOutcome {
    bytes.withUnsafeBytes { link.send($0, payload: payload, to: peer) }
  }

  @Test("brings messages whole, in order, to the right end")
  func order() throws {
    let network = InMemoryNetwork()
    let server = network.makeServerLink()
    let workers = [network.makeWorkerLink(), network.makeWorkerLink()]
    for (number, worker) in workers.enumerated() {
      #expect(send([UInt8(number), 7], over: worker) == .sent)
      #expect(send([UInt8(number), 8], over: worker) == .sent)
    }
    var received: [(PeerID, [UInt8])] = []
    while let incoming = server.receive() {
      received.append((incoming.peer, Array(incoming.head)))
      #expect(incoming.payload == nil && incoming.payloadBytes == nil)
    }
    #expect(received.map(\.1) == [[0, 7], [0, 8], [1, 7], [1, 8]])
    #expect(received.map(\.0) == [0, 0, 1, 1].map { workers[$0].peer })
    let second = try #require(workers[1].peer)
    #expect(send([9], over: server, to: second) == .sent)
    #expect(workers[0].receive()?.peer == nil)
    #expect(workers[1].receive().map { Array($0.head) } == [9])
    #expect(workers[1].receive()?.peer == nil)
  }

  @Test("brings copies of payloads, which are in flight until they are taken")
  func payloads() throws {
    let network = InMemoryNetwork()
    let server = network.makeServerLink()
    let workers = [network.makeWorkerLink(), network.makeWorkerLink()]
    let buffer = server.makeBuffer(count: 3)
    for (index, value) in ([1, .nan, -0.0] as [Float]).enumerated() { buffer.floats[index] = value }
    for worker in workers {
      #expect(send([1], buffer, over: server, to: try #require(worker.peer)) == .sent)
    }
    #expect(buffer.isInFlight)
    let first = try #require(workers[0].receive())
    #expect(buffer.isInFlight && first.payloadBytes?.count == 12)
    let second = try #require(workers[1].receive())
    #expect(!buffer.isInFlight)
    buffer.floats[0] = 5
    for (worker, incoming) in zip(workers, [first, second]) {
      let payload = try #require(incoming.payload)
      let bits = worker.floats(of: payload).map(\.bitPattern)
      #expect(bits == [Float(1).bitPattern, buffer.floats[1].bitPattern, 0x8000_0000])
      #expect(worker.heldPayloads == 1)
      worker.release(payload)
      #expect(worker.heldPayloads == 0)
    }
  }

  @Test("has short queues")
  func queues() throws {
    let network = InMemoryNetwork(queuedMessagesMax: 2)
    let server = network.makeServerLink()
    let worker = network.makeWorkerLink()
    let peer = try #require(worker.peer)
    let buffer = server.makeBuffer(count: 1)
    for expected in [SendOutcome.sent, .sent, .queueFull] {
      #expect(send([1], over: worker) == expected)
      #expect(send([1], buffer, over: server, to: peer) == expected)
    }
    #expect(network.lostMessages == 2)
    #expect(server.receive()?.peer == peer && worker.receive()?.peer == .server)
    #expect(send([1], over: worker) == .sent)
    #expect(send([1], buffer, over: server, to: peer) == .sent)
    while worker.receive() != nil {}
    #expect(!buffer.isInFlight)
  }

  @Test("loses what is under way when a connection is cut, and gives a new one a new name")
  func cuts() throws {
    let network = InMemoryNetwork()
    let server = network.makeServerLink()
    let (worker, other) = (network.makeWorkerLink(), network.makeWorkerLink())
    let peer = try #require(worker.peer)
    let buffer = server.makeBuffer(count: 1)
    #expect(send([1], over: worker) == .sent)
    #expect(send([2], over: other) == .sent)
    #expect(send([3], buffer, over: server, to: peer) == .sent)
    worker.disconnect()
    #expect(!buffer.isInFlight && network.lostMessages == 2)
    #expect(server.receive().map { Array($0.head) } == [2])
    #expect(server.receive()?.peer == nil && worker.receive()?.peer == nil)
    #expect(send([4], buffer, over: server, to: peer) == .gone)
    #expect(send([5], over: worker) == .queueFull)
    #expect(!buffer.isInFlight)
    worker.reconnect()
    #expect(worker.peer != peer)
    #expect(send([6], over: worker) == .sent)
    #expect(server.receive()?.peer == worker.peer)
    #expect(send([7], over: server, to: peer) == .gone)
  }
}
