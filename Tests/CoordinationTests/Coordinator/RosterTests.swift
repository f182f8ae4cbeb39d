import Testing

@testable import Coordination

@Suite("The roster")
struct RosterTests {
  private static let keys = [
    WorkerKey(publicKey: "A", name: "a"), WorkerKey(publicKey: "B", name: "b"),
  ]
  private static let hello = Hello(name: "w", host: "h", blasKernel: "Haswell")

  private static func roster(keys: [WorkerKey]? = nil) -> Roster {
    var configuration = CoordinatorConfiguration(
      job: "job", batch: 8, microBatches: 4, length: .steps(1), measuresAccuracy: true)
    configuration.jobFingerprint = 9
    configuration.generation = 2
    configuration.authorizedKeys = keys
    configuration.heartbeatTimeout = .seconds(10)
    return Roster(configuration)
  }

  private static func envelope(
    _ session: UInt32, generation: UInt64 = 2, job: UInt64 = 9
  ) -> Envelope {
    Envelope(session: SessionID(session), generation: generation, job: job)
  }

  @Test("a message belongs to its peer's session, of this job and generation, opened with its key")
  func belongs() {
    var roster = Self.roster(keys: Self.keys)
    let (peer, other) = (PeerID(3), PeerID(4))
    _ = roster.open(peer: peer, key: Self.keys[0], Self.hello, at: .origin)
    _ = roster.open(peer: other, key: Self.keys[1], Self.hello, at: .origin)
    #expect(roster.position(of: peer, Self.keys[0], Self.envelope(1)) == 0)
    #expect(roster.position(of: other, Self.keys[1], Self.envelope(2)) == 1)
    let strays: [(PeerID, WorkerKey, Envelope, StrayReason)] = [
      (peer, Self.keys[0], Self.envelope(1, job: 8), .otherJob),
      (peer, Self.keys[0], Self.envelope(1, generation: 1), .otherGeneration),
      (peer, Self.keys[0], Self.envelope(2), .unknownSession),
      (peer, Self.keys[1], Self.envelope(1), .otherKey),
    ]
    for (peer, key, envelope, reason) in strays {
      #expect(roster.position(of: peer, key, envelope) == nil)
      #expect(roster.strayReason(of: peer, envelope) == reason)
    }
  }

  @Test("ids are never used again, and sessions are found by them")
  func ids() {
    var roster = Self.roster()
    for peer in 1...5 {
      _ = roster.open(peer: PeerID(UInt32(peer)), key: nil, Self.hello, at: .origin)
    }
    #expect(roster.remove(1).id == SessionID(2))
    #expect(roster.remove(3).id == SessionID(5))
    _ = roster.open(peer: PeerID(2), key: nil, Self.hello, at: .origin)
    #expect(roster.sessions.map(\.id.rawValue) == [1, 3, 4, 6])
    #expect((1...7).map { roster.position(of: SessionID($0)) } == [0, nil, 1, 2, nil, 3, nil])
    #expect(roster.violatedInvariant == nil)
    _ = roster.open(peer: PeerID(2), key: nil, Self.hello, at: .origin)
    #expect(roster.violatedInvariant == "two sessions have the peer 2")
  }

  @Test(
    "silence is fatal after the timeout, after six of them with work, and never while data load")
  func silence() {
    var roster = Self.roster()
    let position = roster.open(peer: PeerID(1), key: nil, Self.hello, at: .origin)
    func silence(_ seconds: UInt64, hasWork: Bool = false) -> Interval? {
      roster.fatalSilence(of: position, hasWork: hasWork, at: .origin + .seconds(seconds))
    }
    #expect(silence(3600) == nil)
    roster.activate(position, isFolded: false)
    #expect(silence(10) == nil && silence(11) == .seconds(11))
    #expect(silence(60, hasWork: true) == nil && silence(61, hasWork: true) == .seconds(61))
    roster.hear(position, at: .origin + .seconds(5))
    #expect(silence(15) == nil && silence(16) == .seconds(11))
  }

  @Test("heartbeats are due once an interval")
  func heartbeats() {
    var roster = Self.roster()
    #expect(roster.takeHeartbeat(at: .origin) && !roster.takeHeartbeat(at: .origin))
    #expect(roster.takeHeartbeat(at: .origin + .milliseconds(999)) == false)
    #expect(roster.takeHeartbeat(at: .origin + .seconds(1)) == true)
  }

  @Test("a new list of keys is reported where it differs, and names the sessions that must end")
  func authorizes() {
    var roster = Self.roster(keys: Self.keys)
    _ = roster.open(peer: PeerID(1), key: Self.keys[0], Self.hello, at: .origin)
    _ = roster.open(peer: PeerID(2), key: Self.keys[1], Self.hello, at: .origin)
    #expect(roster.authorize(Self.keys, problem: nil) == nil && roster.firstUnauthorized == nil)
    let more = [Self.keys[0], WorkerKey(publicKey: "C", name: "c")]
    #expect(
      roster.authorize(more, problem: nil)
        == .keysChanged(count: 2, added: ["c"], removed: ["b"], problem: nil))
    #expect(roster.firstUnauthorized == 1)
    #expect(!roster.isAuthorized(nil) && Self.roster().isAuthorized(nil))
    #expect(!Self.roster().isAuthorized(Self.keys[0]))
  }

  @Test("a rejected connection's key is reported once, and sixteen of them at most")
  func rejections() {
    var roster = Self.roster(keys: Self.keys)
    let reported = (0..<40).filter { roster.isNewRejection("key \($0 / 2)") }
    #expect(reported == (0..<16).map { 2 * $0 })
  }
}
