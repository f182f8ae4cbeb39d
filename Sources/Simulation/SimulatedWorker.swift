import Coordination
import TrainingWorker

/// A worker of a cluster: the shell that production runs, over an in-memory link.
public final class SimulatedWorker<Work: Workload> {
  struct SilentObserver: WorkerObserver {
    mutating func observe(_ event: WorkerEvent) {}
  }

  /// The name that it says hello with.
  public let name: String
  /// Its end of the network, to cut and to join again.
  public let link: InMemoryLink
  /// Whether its process is gone.
  public private(set) var isKilled = false
  /// Whether its process stands still.
  public private(set) var isFrozen = false

  private let shell: WorkerShell<InMemoryLink, Work, VirtualClock, SilentObserver>

  init(
    hello: Hello, serverTimeout: Interval, link: InMemoryLink, clock: VirtualClock,
    prepare: @escaping (Welcome) throws -> Work
  ) {
    name = hello.name
    self.link = link
    shell = WorkerShell(
      hello: hello, serverTimeout: serverTimeout, link: link, clock: clock,
      observer: SilentObserver(), prepare: prepare)
  }

  /// How it ended, if it has.
  public var outcome: WorkerOutcome? { shell.outcome }

  /// Whether it still takes its turns.
  public var isRunning: Bool { !isKilled && !isFrozen && shell.outcome == nil }

  /// Stops its process for good. Its connection stays, as that of a host that has lost its power does.
  public func freeze() {
    isFrozen = true
  }

  /// Ends its process without a word, and its connection with it.
  public func kill() {
    isKilled = true
    link.disconnect()
  }

  /// Tells it to leave, with a goodbye.
  public func stop(_ reason: StopReason) {
    shell.stop(reason)
  }

  var nextTurn: Instant { shell.nextTurn }

  /// - Returns: whether something was computed.
  func turn() -> Bool {
    shell.turn()
  }
}
