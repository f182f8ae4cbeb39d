import Testing

@testable import Coordination

@Suite("Events that peers can repeat")
struct EventFoldingTests {
  @Test("are told some at once, then one a second, and the rest as a number every ten seconds")
  func rate() {
    var folding = EventFolding(burst: 3, sessionBurst: 5)
    var now = Instant(nanoseconds: 0)
    func told(_ kind: RepeatedEvent, of count: Int) -> Int {
      (0..<count).count { _ in folding.tells(kind, at: now) }
    }
    #expect(told(.refusals, of: 100) == 3)
    #expect(told(.sessions, of: 100) == 5)
    #expect(told(.lateness, of: 2) == 2)
    now = now + .milliseconds(999)
    #expect(told(.refusals, of: 100) == 0)
    now = now + .milliseconds(1)
    #expect(told(.refusals, of: 100) == 1)
    now = now + .milliseconds(2500)
    #expect(told(.refusals, of: 100) == 2)
    // A long pause gives no more than at the start.
    now = now + .seconds(1_000_000)
    #expect(told(.refusals, of: 100) == 3)

    let refusals = folding.takeCount(at: now)
    // 97 + 100 + 99 + 98 + 97.
    #expect(refusals?.event == .refusals || refusals?.event == .sessions)
    let sessions = folding.takeCount(at: now)
    let counts = [refusals, sessions].compactMap { $0 }
    #expect(counts.first { $0.event == .refusals }?.count == 491)
    #expect(counts.first { $0.event == .sessions }?.count == 95)
    #expect(folding.takeCount(at: now) == nil)
    folding.fold(.badFrames)
    now = now + .milliseconds(9999)
    #expect(folding.takeCount(at: now) == nil)
    now = now + .milliseconds(1)
    #expect(folding.takeCount(at: now)?.event == .badFrames)
    #expect(folding.takeCount(at: now) == nil)
  }

  /// A coordinator, and what it has reported.
  private struct Run {
    var coordinator: Coordinator
    var now = Instant(nanoseconds: 0)
    var events: [RunEvent] = []
    var sent: [ServerMessage] = []

    init(_ change: (inout CoordinatorConfiguration) -> Void = { _ in }) {
      var configuration = CoordinatorConfiguration(
        job: "job", batch: 8, microBatches: 4, length: .steps(10), measuresAccuracy: false)
      configuration.requiredBLASKernel = "Haswell"
      change(&configuration)
      coordinator = Coordinator(configuration)
    }

    mutating func feed(_ input: CoordinatorInput) {
      var effects: [CoordinatorEffect] = []
      coordinator.step(input, at: now, into: &effects)
      for effect in effects {
        if case .report(let event) = effect { events.append(event) }
        if case .send(let message, _, _, _) = effect { sent.append(message) }
      }
    }

    mutating func hello(_ peer: UInt32, kernel: String = "Haswell") {
      feed(
        .received(
          .hello(Hello(name: "w\(peer)", host: "h", blasKernel: kernel)), from: PeerID(peer),
          Envelope(session: .none, generation: 0), payload: nil))
    }
  }

  @Test("a flood of refused hellos writes a bounded number of lines, and every hello is answered")
  func refusedHellos() {
    var run = Run()
    for _ in 0..<10 {
      for peer in 1...1000 as ClosedRange<UInt32> { run.hello(peer, kernel: "other") }
      run.now = run.now + .seconds(1)
      run.feed(.tick)
    }
    let refused = run.events.count { if case .workerRefused = $0 { true } else { false } }
    // 32 at once and one each of nine seconds.
    #expect(refused == 41)
    #expect(run.sent.count { if case .refused = $0 { true } else { false } } == 10_000)
    run.now = run.now + .seconds(10)
    run.feed(.tick)
    var folded: UInt64 = 0
    for case .repeated(.refusals, let count) in run.events { folded += count }
    #expect(folded == 10_000 - 41)
  }

  @Test("messages of unknown sessions write one line, and then their number")
  func unknownSessions() {
    var run = Run()
    let echo = ClockEcho(serverSentAt: .origin, receivedAt: .origin, sentAt: .origin)
    for _ in 0..<5000 {
      run.feed(
        .received(
          .heartbeat(echo), from: PeerID(7), Envelope(session: SessionID(9), generation: 1),
          payload: nil))
    }
    run.feed(.tick)
    #expect(run.events.count { if case .strayMessage = $0 { true } else { false } } == 1)
    #expect(run.events.contains(.repeated(.strayMessages, count: 4999)))
    #expect(run.events.count < 5)
  }

  @Test("sessions that only said hello give way to one more, the oldest first")
  func fullOfHellos() {
    var run = Run()
    for peer in 1...UInt32(Limits.sessionsMax) { run.hello(peer) }
    #expect(run.coordinator.roster.sessions.count == Limits.sessionsMax)
    // All are new: they may just be loading their data.
    run.hello(5000)
    #expect(run.sent.last == .busy(.full(workers: 1024)))
    run.now = run.now + Limits.idlePlaceTime
    run.hello(5001)
    guard case .welcome = run.sent.last else {
      Issue.record("\(String(describing: run.sent.last)) is no welcome")
      return
    }
    #expect(run.coordinator.roster.sessions.count == Limits.sessionsMax)
    #expect(run.coordinator.roster.sessions.first?.peer == PeerID(2))
    #expect(run.coordinator.roster.sessions.last?.peer == PeerID(5001))
  }
}
