import Coordination
import Testing

/// Workers that take θ in turn and say nothing of it any more.
struct SilentTurnTests {
  /// None of them has ever been measured, and each is waited for half as long as the last, down to 20 ms:
  /// 2 + 1 + … + 0.03125 + 0.02 · 13 s at most pass until the honest worker, the last, has its turn.
  @Test func `any number of them delays the others by a few seconds`() {
    var configuration = CoordinatorConfiguration(
      job: "job", batch: 64, microBatches: 32, length: .steps(1), measuresAccuracy: true)
    configuration.sendsInTurn = true
    configuration.workersExpected = 21
    var coordinator = Coordinator(configuration)
    let fingerprint = DataFingerprint(training: 1, validation: 2)
    var now = Instant.origin
    var ordered: Set<PeerID> = []
    func feed(_ input: CoordinatorInput) {
      var effects: [CoordinatorEffect] = []
      coordinator.step(input, at: now, into: &effects)
      for case .send(.work, let peer, _, _) in effects { ordered.insert(peer) }
    }
    func receive(_ message: WorkerMessage, from peer: UInt32) {
      feed(
        .received(
          message, from: PeerID(peer),
          Envelope(session: SessionID(peer), generation: 1, job: 0), payload: nil))
    }
    feed(
      .dataReady(DataFacts(fingerprint: fingerprint, trainingSamples: 64, validationSamples: 0)))
    for peer in UInt32(1)...21 {
      receive(.hello(Hello(name: "w\(peer)", host: "h", blasKernel: "k")), from: peer)
      receive(
        .ready(fingerprint, ClockEcho(serverSentAt: now, receivedAt: now, sentAt: now)), from: peer)
    }
    let honest = PeerID(21)
    while !ordered.contains(honest), now < .origin + .seconds(60) {
      // All live and send heartbeats; nobody says that θ has arrived.
      now = max(now + .milliseconds(1), coordinator.nextTick)
      for peer in UInt32(1)...21 {
        receive(
          .heartbeat(ClockEcho(serverSentAt: now, receivedAt: now, sentAt: now)), from: peer)
      }
      feed(.tick)
    }
    #expect(ordered.contains(honest))
    #expect(now - .origin <= .milliseconds(4300))
  }
}
