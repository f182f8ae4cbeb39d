import Coordination
import Testing
import Wire

@testable import Platform

/// A server's and a worker's link over a local socket of this process.
struct LinkTests {
  private let clock = MonotonicClock()
  private let patience = Interval.seconds(20)
  private let server: ServerLink
  private let worker: WorkerLink

  init() throws {
    server = try ServerLink.listening(
      at: "ipc://*", inputOutputThreads: 1, payloadBytes: 4000,
      heartbeatTimeout: .seconds(10), wakeup: nil)
    worker = try WorkerLink.connecting(
      to: server.endpoint, heartbeatTimeout: .seconds(10), wakeup: nil)
  }

  /// What `take` gives, as soon as it gives anything.
  private func next<Value>(_ link: some WaitingLink, _ take: () -> Value?) throws -> Value {
    var link = link
    let deadline = clock.now + patience
    while clock.now < deadline {
      if let value = take() { return value }
      link.wait(until: deadline)
    }
    return try #require(take())
  }

  private func say(_ text: String, payload: SocketBuffer? = nil) -> SendOutcome {
    Array(text.utf8).withUnsafeBytes { worker.send($0, payload: payload, to: .server) }
  }

  private func heardByServer() throws -> (peer: PeerID, text: String) {
    let incoming = try next(server) { server.receive() }
    if let payload = incoming.payload { server.release(payload) }
    return (incoming.peer, String(decoding: incoming.head, as: UTF8.self))
  }

  @Test func `the server hears that a connection has ended, behind what came by it, once`() throws {
    #expect(say("first") == .sent)
    let (peer, text) = try heardByServer()
    #expect(text == "first")
    #expect(server.takeGonePeer() == nil)
    for _ in 0..<3 { #expect(say("more") == .sent) }
    // Until all have been received, so that none is lost with the connection.
    let deadline = clock.now + patience
    while clock.now < deadline, worker.isSending {}
    worker.reconnect()
    #expect(say("again") == .sent)
    // Peers are heard in turn, so the new one may come between.
    var isGone = false
    var mores = 0
    for _ in 0..<4 {
      if let gone = server.takeGonePeer() {
        #expect(gone == peer && mores == 3 && !isGone)
        isGone = true
      }
      let (from, text) = try heardByServer()
      #expect((from == peer) == (text == "more"))
      if text == "more" { mores += 1 }
    }
    #expect(mores == 3)
    if !isGone { #expect(try next(server) { server.takeGonePeer() } == peer) }
    #expect(server.takeGonePeer() == nil)
  }

  /// One that said nothing is nobody to the server's user.
  @Test func `a connection that said nothing ends without a word`() throws {
    let other = try WorkerLink.connecting(
      to: server.endpoint, heartbeatTimeout: .seconds(10), wakeup: nil)
    #expect(say("here") == .sent)
    _ = try heardByServer()
    other.reconnect()
    for _ in 0..<20 {
      server.wait(until: clock.now + .milliseconds(10))
      #expect(server.takeGonePeer() == nil)
    }
  }

  @Test func `a payload may be as long as the worker expects, and no longer`() throws {
    #expect(say("hello") == .sent)
    let (peer, _) = try heardByServer()
    let buffer = server.makeBuffer(count: 1000)
    for index in 0..<1000 { buffer.floats[index] = Float(index) }
    worker.expectPayloads(bytesMax: 4000)
    // The link's thread hears of it before what is said after it.
    #expect(say("ready") == .sent)
    _ = try heardByServer()
    let head = Array("θ".utf8)
    #expect(head.withUnsafeBytes { server.send($0, payload: buffer, to: peer) } == .sent)
    let incoming = try next(worker) { worker.receive() }
    #expect(incoming.peer == .server && Array(incoming.head) == head)
    let payload = try #require(incoming.payload)
    #expect(Array(worker.floats(of: payload)) == Array(buffer.floats))
    worker.release(payload)

    let longer = server.makeBuffer(count: 1001)
    #expect(head.withUnsafeBytes { server.send($0, payload: longer, to: peer) } == .sent)
    #expect(try next(server) { server.takeGonePeer() } == peer)
    #expect(worker.receive() == nil)
    // It connects again, by itself.
    #expect(say("back") == .sent)
    let back = try heardByServer()
    #expect(back.text == "back" && back.peer != peer)
  }

  /// 80 messages of 100 kB for a worker that takes none: some wait at the worker (1 MiB at most, and the one
  /// that is being received), some in the system, some at the server (1 MiB at most). The rest are refused,
  /// until the worker takes what waits.
  @Test func `a worker that takes nothing is sent no more than may wait`() throws {
    #expect(say("hello") == .sent)
    let (peer, _) = try heardByServer()
    let large = [UInt8](repeating: 7, count: 100_000)
    let send = { large.withUnsafeBytes { server.send($0, payload: nil, to: peer) } }
    var sent = 0
    var refused = 0
    while sent < 80, refused < 200 {
      if send() == .sent {
        sent += 1
        refused = 0
      } else {
        refused += 1
        server.wait(until: clock.now + .milliseconds(5))
      }
    }
    #expect((11...45).contains(sent), "\(sent) messages")
    for _ in 0..<sent { #expect(try next(worker) { worker.receive() }.head.count == 100_000) }
    #expect(send() == .sent)
    #expect(try next(worker) { worker.receive() }.head.count == 100_000)
    #expect(server.takeGonePeer() == nil)
  }

  @Test func `before it expects any, no payload is taken`() throws {
    #expect(say("hello") == .sent)
    let (peer, _) = try heardByServer()
    let buffer = server.makeBuffer(count: 1)
    #expect([7].withUnsafeBytes { server.send($0, payload: buffer, to: peer) } == .sent)
    #expect(try next(server) { server.takeGonePeer() } == peer)
    #expect(worker.receive() == nil)
  }

  @Test func `a worker that finds no server says so, and finds one that comes later`() throws {
    let folder = try TemporaryFolder(prefix: "lockstep-test-")
    let endpoint = "ipc://\(folder.path)/late"
    let early = try WorkerLink.connecting(
      to: endpoint, heartbeatTimeout: .seconds(10), wakeup: nil)
    #expect([1].withUnsafeBytes { early.send($0, payload: nil, to: .server) } == .gone)
    let late = try ServerLink.listening(
      at: endpoint, inputOutputThreads: 1, payloadBytes: 0, heartbeatTimeout: .seconds(10),
      wakeup: nil)
    let deadline = clock.now + patience
    while [2].withUnsafeBytes({ early.send($0, payload: nil, to: .server) }) != .sent {
      try #require(clock.now < deadline)
    }
    let incoming = try next(late) { late.receive() }
    #expect(Int(incoming.head[0]) == 2)
  }

  @Test(arguments: ["tcp://localhost", "tcp://:1", "udp://localhost:1", "tcp://localhost:0"])
  func `an endpoint that is none is refused`(_ endpoint: String) {
    #expect(throws: LinkError.self) {
      try WorkerLink.connecting(to: endpoint, heartbeatTimeout: .seconds(10), wakeup: nil)
    }
  }

  @Test func `a path that no socket can have is refused`() {
    let path = String(repeating: "a", count: 200)
    #expect(throws: LinkError.self) {
      try WorkerLink.connecting(to: "ipc://\(path)", heartbeatTimeout: .seconds(10), wakeup: nil)
    }
  }
}
