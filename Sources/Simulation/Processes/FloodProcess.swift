import Coordination
import ParameterServer
import Tensors
import Wire

/// A peer that says more than any worker would, none of it of use to anyone, for as long as the run goes
/// on.
final class FloodProcess {
  /// What it says.
  enum Kind: CaseIterable, Sendable {
    /// Hellos that are refused.
    case refusedHellos
    /// Heartbeats of sessions that there are not.
    case unknownSessions
    /// Sessions that begin and end: it is ready, may be given work, and says hello again.
    case sessions
    /// Gradients that nobody wants, of a session that there is.
    case gradients
  }

  /// With this its names begin.
  static let name = "flood"

  let link: SimulatedLink
  /// When it next speaks.
  private(set) var nextTurn: Instant
  private let kind: Kind
  private let interval: Interval
  private let fingerprint: DataFingerprint
  private let clock: ProcessClock
  private let gradient: SimulatedBuffer
  private var chance: SeededNumbers
  private var envelope: Envelope?
  private var writer = ByteWriter(capacity: 256)

  /// - Parameter index: its place in the network, after those of all workers.
  init(
    _ kind: Kind, _ scenario: Scenario, _ task: TrainingTask, index: Int,
    network: SimulatedNetwork, clock: VirtualClock, chance: SeededNumbers, watch: Watch
  ) {
    self.kind = kind
    self.chance = chance
    self.clock = ProcessClock(clock)
    interval = scenario.floodInterval
    fingerprint = task.facts.fingerprint
    link = SimulatedLink(
      .worker(index), network: network, life: ProcessLife(), clock: self.clock, watch: watch,
      parameterCount: task.parameterCount, patience: scenario.patience)
    gradient = SimulatedBuffer(count: task.parameterCount)
    gradient.floats.update(repeating: 0)
    nextTurn = clock.now
  }

  /// Reads what has come in, and speaks.
  func turn() {
    while let incoming = link.receive() {
      let content = try? Frame.decodeServerMessage(
        incoming.head, payload: incoming.payloadBytes,
        parameterBytes: gradient.floats.count * MemoryLayout<Float>.stride)
      if let payload = incoming.payload { link.release(payload) }
      if case .welcome? = content?.0 { envelope = content?.1 }
    }
    for _ in 0..<chance.number(in: 1...4) { speak() }
    _ = clock.endTurn()
    nextTurn = clock.now + interval
  }

  private func speak() {
    let unaddressed = Envelope(session: .none, generation: 0)
    switch kind {
    case .refusedHellos:
      say(.hello(Hello(name: Self.name, host: "", blasKernel: "another")), unaddressed)
    case .unknownSessions:
      say(.heartbeat(echo), Envelope(session: SessionID(UInt32.max), generation: chance.next() % 3))
    case .sessions:
      if let envelope, chance.happens(0.5) {
        say(.ready(fingerprint, echo), envelope)
      } else {
        say(.hello(Hello(name: Self.name, host: "", blasKernel: Scenario.kernel)), unaddressed)
      }
    case .gradients:
      guard let envelope, !chance.happens(0.1) else {
        return say(
          .hello(Hello(name: Self.name, host: "", blasKernel: Scenario.kernel)), unaddressed)
      }
      say(.ready(fingerprint, echo), envelope)
      let push = Push(
        step: .max, version: .max, node: TreeNode(level: 0, index: 0), lossSum: 0)
      say(.push(push), envelope, gradient)
    }
  }

  private var echo: ClockEcho {
    ClockEcho(serverSentAt: clock.now, receivedAt: clock.now, sentAt: clock.now)
  }

  private func say(
    _ message: WorkerMessage, _ envelope: Envelope, _ payload: SimulatedBuffer? = nil
  ) {
    Frame.encode(
      message, envelope, gradient: payload.map { PayloadChecksum(of: $0.floats) }, to: &writer)
    _ = writer.bytes.withUnsafeBytes { link.send($0, payload: payload, to: .server) }
  }
}
