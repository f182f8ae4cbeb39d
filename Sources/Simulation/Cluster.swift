import Coordination
import ParameterServer
import Tensors
import TrainingWorker

/// One server and any number of workers in one thread, over an in-memory network, under a virtual
/// clock: the shells that production runs, taking turns.
public final class Cluster<Work: Workload, Observer: RunObserver> {
  /// The server's shell over an in-memory link.
  public typealias Server = ServerShell<
    InMemoryLink, InMemoryCheckpointStore, VirtualClock, SerialExecutor, Observer
  >

  /// The run came to a standstill.
  public struct Standstill: Error, CustomStringConvertible {
    /// θ's version then.
    public let version: UInt64
    /// How many rounds of turns there had been.
    public let rounds: Int

    /// One sentence.
    public var description: String {
      "the run had not ended after \(rounds) rounds, at version \(version)"
    }
  }

  /// The time that the server and all workers see.
  public let clock: VirtualClock
  /// What connects them.
  public let network: InMemoryNetwork
  /// Where the server's checkpoints go.
  public let store: InMemoryCheckpointStore
  /// The server.
  public let server: Server
  /// All workers that there have been, in the order in which they were added.
  public private(set) var workers: [SimulatedWorker<Work>] = []
  /// How much time a round of turns takes.
  public var roundDuration = Interval.milliseconds(1)
  /// The server has a turn in one of so many rounds: a slow server makes queues fill.
  public var roundsPerServerTurn: UInt64 = 1
  /// How long a new worker looks for a server.
  public var serverTimeout = Limits.serverTimeoutDefault

  private let facts: DataFacts
  private var isDataReady = false
  private var rounds: UInt64 = 0

  /// A server that has not loaded its data, and no workers.
  public init(
    _ configuration: CoordinatorConfiguration, job: ServedJob, facts: DataFacts,
    store: InMemoryCheckpointStore = InMemoryCheckpointStore(),
    queuedMessagesMax: Int = Limits.queuedMessagesMax, observer: Observer
  ) {
    self.facts = facts
    self.store = store
    clock = VirtualClock()
    network = InMemoryNetwork(queuedMessagesMax: queuedMessagesMax)
    server = ServerShell(
      configuration, job: job, link: network.makeServerLink(), store: store, clock: clock,
      executor: SerialExecutor(), observer: observer)
  }

  /// Starts a worker.
  ///
  /// - Parameter prepare: makes the job's text into a workload.
  @discardableResult
  public func addWorker(
    name: String, blasKernel: String = "simulated", prepare: @escaping (Welcome) throws -> Work
  ) -> SimulatedWorker<Work> {
    let worker = SimulatedWorker(
      hello: Hello(name: name, host: "simulation", blasKernel: blasKernel),
      serverTimeout: serverTimeout, link: network.makeWorkerLink(), clock: clock, prepare: prepare)
    workers.append(worker)
    return worker
  }

  /// Lets the server and then each worker have a turn. Time passes: a round's, and where nothing
  /// moves, until the first of them wants to be called again.
  public func round() {
    let delivered = network.deliveredMessages
    if !isDataReady {
      isDataReady = true
      server.dataReady(facts)
    }
    if rounds % roundsPerServerTurn == 0 { server.turn() }
    rounds += 1
    var hasComputed = false
    for worker in workers where worker.isRunning {
      if worker.turn() { hasComputed = true }
    }
    clock.advance(by: roundDuration)
    guard !hasComputed, network.deliveredMessages == delivered, !network.hasMessages else { return }
    var next = server.nextTurn
    for worker in workers where worker.isRunning { next = min(next, worker.nextTurn) }
    clock.advance(to: next)
  }

  /// Runs to the server's end, and then until the workers have heard of it.
  ///
  /// - Parameters:
  ///   - roundsMax: after so many rounds it gives up.
  ///   - intervene: called before each round, to add workers, kill them, or stop the run.
  /// - Throws: `Standstill`.
  public func run(
    roundsMax: Int = 200_000, intervene: (Cluster) throws -> Void = { _ in }
  ) throws -> RunOutcome {
    for _ in 0..<roundsMax {
      try intervene(self)
      round()
      if let outcome = server.outcome {
        // The server's last messages are under way.
        for worker in workers where worker.isRunning { _ = worker.turn() }
        return outcome
      }
    }
    throw Standstill(version: server.version, rounds: roundsMax)
  }
}
