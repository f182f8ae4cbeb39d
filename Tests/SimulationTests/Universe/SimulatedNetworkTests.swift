import Coordination
import Testing
import Wire

@testable import Simulation

@Suite("The simulated network")
struct SimulatedNetworkTests {
  /// A server and a worker that are connected, and messages that are told by their reasons.
  private final class Pair {
    let clock = VirtualClock()
    let watch: Watch
    let network: SimulatedNetwork
    let lives = (server: ProcessLife(), worker: ProcessLife())
    let server: SimulatedLink
    let worker: SimulatedLink
    private var writer = ByteWriter(capacity: 64)

    init(_ weather: SimulatedNetwork.Weather = .init(delay: .milliseconds(5)), seed: UInt64 = 1) {
      let scenario = Scenario.small()
      watch = Watch(
        scenario, TrainingTask(scenario), clock: clock, trace: Trace(clock, nil))
      watch.serverStarted(generation: 1, version: 0, newestOnDisk: 0)
      network = SimulatedNetwork(
        workers: 2, weather: weather, clock: clock, chance: SeededNumbers(seed: seed), watch: watch)
      server = SimulatedLink(
        .server(generation: 1), network: network, life: lives.server, clock: ProcessClock(clock),
        watch: watch, parameterCount: 6, patience: .milliseconds(1))
      worker = SimulatedLink(
        .worker(0), network: network, life: lives.worker, clock: ProcessClock(clock), watch: watch,
        parameterCount: 6, patience: .milliseconds(1))
      network.serverStarted(server)
      network.workerStarted(worker, as: 0)
      #expect(network.connect(0))
    }

    /// The worker says goodbye for a reason.
    @discardableResult
    func say(_ reason: String) -> SendOutcome {
      let envelope = Envelope(session: SessionID(1), generation: 1)
      Frame.encode(.goodbye(.other(reason)), envelope, gradient: nil, to: &writer)
      return writer.bytes.withUnsafeBytes { worker.send($0, payload: nil, to: .server) }
    }

    func push(_ buffer: SimulatedBuffer, generation: UInt64 = 1) {
      let push = Push(step: 0, version: 0, node: TreeNode(level: 0, index: 0), lossSum: 1)
      Frame.encode(
        .push(push), Envelope(session: SessionID(1), generation: generation),
        gradient: PayloadChecksum(of: buffer.floats), to: &writer)
      _ = writer.bytes.withUnsafeBytes { worker.send($0, payload: buffer, to: .server) }
    }

    func tell(_ peer: PeerID) -> SendOutcome {
      let envelope = Envelope(session: SessionID(1), generation: 1)
      Frame.encode(.heartbeat(sentAt: .origin), envelope, parameters: nil, to: &writer)
      return writer.bytes.withUnsafeBytes { server.send($0, payload: nil, to: peer) }
    }

    /// Lets all arrive and reads it at the server.
    func heard() -> [String] {
      while let next = network.nextArrival {
        clock.advance(to: next)
        _ = network.deliverNext()
      }
      var reasons: [String] = []
      while let incoming = server.receive() {
        let message = try? Frame.decodeWorkerMessage(
          incoming.head, payload: incoming.payloadBytes, parameterBytes: 24
        ).0
        if case .goodbye(.other(let reason))? = message { reasons.append(reason) }
        if message == nil { reasons.append("damaged") }
        if let payload = incoming.payload { server.release(payload) }
      }
      return reasons
    }
  }

  private static let words = (0..<12).map { "\($0)" }

  @Test("brings messages in their order, each after a time", arguments: 0..<20 as Range<UInt64>)
  func order(_ seed: UInt64) {
    let pair = Pair(seed: seed)
    for word in Self.words { #expect(pair.say(word) == .sent) }
    #expect(pair.heard() == Self.words)
    #expect(pair.clock.now.nanoseconds > 0)
    #expect(pair.clock.now <= Instant(nanoseconds: 5_000_000))
  }

  @Test("has queues as short as a real one")
  func queues() {
    let pair = Pair()
    for _ in 0..<Limits.queuedMessagesMax { #expect(pair.say("a") == .sent) }
    #expect(pair.say("b") == .queueFull)
    #expect(pair.heard().count == Limits.queuedMessagesMax)
    #expect(pair.say("c") == .sent)
  }

  @Test("brings all of them, some late, where it reorders")
  func reordering() {
    let pair = Pair(.init(delay: .milliseconds(5), reordering: 0.5))
    for word in Self.words { pair.say(word) }
    let heard = pair.heard()
    #expect(heard != Self.words && heard.sorted() == Self.words.sorted())
    #expect(pair.network.faults[.reordering] > 0)
  }

  @Test("brings some twice where it duplicates")
  func duplication() {
    let pair = Pair(
      .init(
        delay: .milliseconds(5), duplication: 0.5, shortDuplicateDelay: .milliseconds(20),
        duplicateDelay: .seconds(5)))
    for word in Self.words { pair.say(word) }
    let heard = pair.heard()
    #expect(heard.count == Self.words.count + pair.network.faults[.duplicate])
    #expect(heard.count > Self.words.count && Set(heard) == Set(Self.words))
  }

  @Test("brings a duplicate to a later server, and nothing else of an earlier connection")
  func restart() {
    let pair = Pair(
      .init(
        delay: .seconds(1), duplication: 1, shortDuplicateDelay: .seconds(9),
        duplicateDelay: .seconds(9)))
    pair.say("old")
    pair.network.serverEnded(wasKilled: true)
    pair.network.serverStarted(pair.server)
    #expect(pair.network.connect(0))
    #expect(pair.network.connection(of: 0)?.peer == PeerID(1))
    #expect(pair.heard() == ["old"])
  }

  @Test("changes a bit where it corrupts, which the frame's checksum tells")
  func corruption() {
    for seed in 0..<50 as Range<UInt64> {
      let pair = Pair(.init(delay: .milliseconds(5), corruption: 1), seed: seed)
      pair.say("a")
      let buffer = pair.worker.makeBuffer(count: 6)
      pair.push(buffer)
      #expect(pair.heard() == ["damaged", "damaged"])
      #expect(!buffer.isInFlight && pair.server.heldPayloads == 0)
    }
  }

  @Test("loses what is sent last when a connection breaks, and gives the next a new name")
  func disconnection() {
    var counts: Set<Int> = []
    for seed in 0..<60 as Range<UInt64> {
      let pair = Pair(seed: seed)
      for word in Self.words { pair.say(word) }
      #expect(pair.network.disconnect(0) && !pair.network.disconnect(0))
      #expect(pair.tell(PeerID(1)) == .gone)
      #expect(pair.say("unheard") == .queueFull)
      #expect(pair.network.connect(0))
      #expect(pair.tell(PeerID(2)) == .sent)
      let heard = pair.heard()
      #expect(heard == Array(Self.words[..<heard.count]))
      counts.insert(heard.count)
    }
    #expect(counts.contains(0) && counts.contains(Self.words.count) && counts.count > 4)
  }

  @Test("keeps everything where it is while a connection stalls")
  func stall() {
    let pair = Pair()
    pair.say("a")
    #expect(pair.network.stall(0, for: .seconds(3)))
    pair.say("b")
    #expect(pair.network.nextArrival == Instant(nanoseconds: 3_000_000_000))
    #expect(pair.heard() == ["a", "b"])
  }

  @Test("lets a dead process neither send nor receive")
  func death() {
    let pair = Pair()
    pair.say("a")
    pair.lives.worker.end(afterInteractions: 1)
    pair.say("b")
    #expect(pair.say("c") == .sent && pair.lives.worker.isOver)
    #expect(pair.heard() == ["a", "b"])
    pair.lives.server.end()
    pair.say("d")
    #expect(pair.heard() == [])
  }

  @Test("finds a sender that changes what is in flight")
  func changedInFlight() {
    let pair = Pair()
    let buffer = pair.worker.makeBuffer(count: 6)
    pair.push(buffer)
    #expect(buffer.isInFlight)
    buffer.floats[3] = 1
    _ = pair.heard()
    #expect(
      pair.watch.failure?.description.hasPrefix("a payload was changed while it was in flight")
        == true)
    #expect(!buffer.isInFlight)
  }

  @Test("finds a server that keeps a gradient of another generation")
  func foreignGradient() {
    let pair = Pair()
    pair.push(pair.worker.makeBuffer(count: 6), generation: 2)
    pair.say("next")
    while let next = pair.network.nextArrival {
      pair.clock.advance(to: next)
      _ = pair.network.deliverNext()
    }
    #expect(pair.server.receive()?.payload != nil)
    #expect(pair.watch.failure == nil)
    _ = pair.server.receive()
    #expect(
      pair.watch.failure?.description
        == "a gradient of another session or generation was kept")
  }
}
