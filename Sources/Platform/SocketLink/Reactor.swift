import CEpoll
import Coordination
import Glibc
import ZMTP

/// A thread that moves the bytes of its connections, encrypts and decrypts them, and asks the state
/// machines what they mean. It never waits for one connection. How connections begin, what comes by them
/// and what goes out stands in files of their own.
final class Reactor: @unchecked Sendable {
  /// What all reactors of a link have in common.
  struct Settings: Sendable {
    enum Keys: Sendable {
      case server(ServerKeys)
      case worker(WorkerKeys)
    }

    let heartbeatTimeout: Interval
    /// By what this end proves itself, and whom it takes for the other; nil for one that has no keys.
    let keys: Keys?
    /// Signalled when a peer's key was rejected.
    let wakeup: Wakeup?
  }

  /// What is read at once where no payload is being received.
  private static let readBytes = 4096

  let exchange: Exchange
  let settings: Settings
  private let signal: EventSignal
  private let epoll: Int32
  let clock = MonotonicClock()

  // Under the lock.
  private var attention = RingQueue<Connection>(capacity: 64)
  private var isAsleep = false

  // The thread's own.
  var listener: Listener?
  /// To whom accepted connections are given, in turn.
  var others: [Reactor] = []
  var nextOther = 0
  var listensAgainAt: Instant?
  /// What gets a worker's link to its server; nil at a server's end.
  var connector: Connector?
  var connections: [UInt32: Connection] = [:]
  private var nextCheck: Instant
  private var nextTrim: Instant
  let scratch = UnsafeMutableRawBufferPointer.allocate(
    byteCount: readBytes, alignment: 64)

  /// Nil if the system has no descriptors left.
  init?(_ exchange: Exchange, _ settings: Settings) {
    guard let signal = EventSignal() else { return nil }
    let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    guard epoll >= 0 else { return nil }
    self.exchange = exchange
    self.settings = settings
    self.signal = signal
    self.epoll = epoll
    nextCheck = clock.now + Limits.connectionCheckInterval
    nextTrim = clock.now + Limits.payloadMemoryInterval
  }

  deinit {
    close(epoll)
    scratch.deallocate()
  }

  /// Starts the thread; false where the system has none to spare.
  ///
  /// - Parameters:
  ///   - listener: whose connections it accepts, if it is the one that does.
  ///   - others: among whom they are divided, itself included.
  func start(_ listener: Listener? = nil, among others: [Reactor] = []) -> Bool {
    self.listener = listener
    self.others = others
    if let listener {
      watch(listener.descriptor, number: UInt64(UInt32.max) + 1, EPOLLIN.rawValue, EPOLL_CTL_ADD)
    }
    return startThread()
  }

  /// Starts the thread of a worker's link; false where the system has none to spare.
  func start(_ connector: Connector) -> Bool {
    self.connector = connector
    return startThread()
  }

  private func startThread() -> Bool {
    watch(signal.descriptor, number: 0, EPOLLIN.rawValue, EPOLL_CTL_ADD)
    exchange.lock.holding { exchange.runningThreads += 1 }
    if Platform.startThread({ [self] in run() }) { return true }
    exchange.lock.holding { exchange.runningThreads -= 1 }
    return false
  }

  /// Has a connection looked after. Under the lock, by any thread.
  func attend(_ connection: Connection) {
    guard !connection.needsAttention else { return }
    connection.needsAttention = true
    attention.append(connection)
    wake()
  }

  /// Under the lock.
  func wake() {
    guard isAsleep else { return }
    isAsleep = false
    signal.signal()
  }

  private func run() {
    while true {
      let hasWork = exchange.lock.holding {
        isAsleep = attention.isEmpty && !exchange.isStopping
        return !isAsleep
      }
      waitAndServe(milliseconds: hasWork ? 0 : patience())
      let isStopping = exchange.lock.holding {
        isAsleep = false
        return exchange.isStopping
      }
      if isStopping { break }
      while let connection = exchange.lock.holding({ takeAttention() }) { look(after: connection) }
      let now = clock.now
      listenAgain(at: now)
      connectAgain(at: now)
      if now >= nextCheck { check(at: now) }
    }
    while let connection = exchange.lock.holding({ takeAttention() }) { finish(connection) }
    for connection in connections.values { finish(connection) }
    listener = nil
    connector = nil
    others = []
    exchange.lock.holding {
      exchange.runningThreads -= 1
      exchange.signal.signal()
    }
  }

  func takeAttention() -> Connection? {
    guard let connection = attention.popFirst() else { return nil }
    connection.needsAttention = false
    return connection
  }

  private func patience() -> Int32 {
    // Who listens also gives memory back, when all connections have gone, too.
    if connections.isEmpty, listener == nil, connector == nil { return -1 }
    var next = min(nextCheck, listensAgainAt ?? nextCheck)
    if let connector, connections.isEmpty { next = min(next, connector.nextAttempt) }
    let left = (next - clock.now).nanoseconds
    return Int32(clamping: (left + 999_999) / 1_000_000)
  }

  func watch(_ descriptor: Int32, number: UInt64, _ events: UInt32, _ change: Int32) {
    var event = epoll_event()
    event.events = events
    event.data.u64 = number
    epoll_ctl(epoll, change, descriptor, &event)
  }

  private func waitAndServe(milliseconds: Int32) {
    withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: 64) { events in
      let count = epoll_wait(epoll, events.baseAddress, 64, milliseconds)
      guard count > 0 else { return }
      for event in events[..<Int(count)] {
        switch event.data.u64 {
        case 0: signal.clear()
        case UInt64(UInt32.max) + 1: acceptConnections()
        case let number:
          guard let connection = connections[UInt32(truncatingIfNeeded: number)] else { continue }
          if event.events & EPOLLOUT.rawValue != 0 { flush(connection) }
          if event.events & ~EPOLLOUT.rawValue != 0 { read(connection) }
        }
      }
    }
  }

  // MARK: What others ask for

  func look(after connection: Connection) {
    guard !connection.isClosed else { return }
    if connections[connection.peer.rawValue] == nil {
      connections[connection.peer.rawValue] = connection
      connection.events = EPOLLIN.rawValue
      watch(
        connection.descriptor, number: UInt64(connection.peer.rawValue), EPOLLIN.rawValue,
        EPOLL_CTL_ADD)
    }
    let (mustClose, hasSession, isPaused, payloadBytes) = exchange.lock.holding {
      (
        connection.mustClose, connection.hasSession, connection.isPaused, exchange.payloadBytes
      )
    }
    if mustClose {
      finish(connection)
      connector?.hurry()
      return
    }
    let now = clock.now
    let payloadBytesMax =
      hasSession
      ? payloadBytes : min(Limits.strangerPayloadBytesMax, payloadBytes)
    connection.machine.payloadBytesMax = payloadBytesMax
    connection.life.session(hasSession, at: now)
    flush(connection)
    guard !isPaused, !connection.isClosed else { return }
    connection.life.reading(true, at: now)
    takeLeftover(connection)
    if !connection.isClosed { updateEvents(connection) }
  }

  private func takeLeftover(_ connection: Connection) {
    guard !connection.leftover.isEmpty, connection.arrivingPayload == nil else { return }
    let bytes = connection.leftover
    connection.leftover = []
    bytes.withUnsafeBytes { take($0, of: connection) }
    if !connection.isClosed, !connection.machine.output.isEmpty { flush(connection) }
  }

  // MARK: Ends

  private func check(at now: Instant) {
    nextCheck = now + Limits.connectionCheckInterval
    if listener != nil || connector != nil, now >= nextTrim {
      nextTrim = now + Limits.payloadMemoryInterval
      exchange.lock.holding { exchange.payloads.trim() }
    }
    for connection in connections.values {
      if connection.life.overdue(at: now) != nil {
        finish(connection)
      } else if connection.life.takePing(at: now), connection.machine.output.isEmpty {
        let tenths = settings.heartbeatTimeout.nanoseconds / 100_000_000
        connection.machine.ping(timeToLive: UInt16(clamping: tenths))
        flush(connection)
      }
    }
  }

  func finish(_ connection: Connection) {
    guard !connection.isClosed else { return }
    connection.isClosed = true
    connections[connection.peer.rawValue] = nil
    connector?.failed(at: clock.now)
    close(connection.descriptor)
    if let payload = connection.leavingPayload { release(payload) }
    connection.leavingPayload = nil
    exchange.lock.holding {
      if let payload = connection.arrivingPayload { exchange.payloads.release(payload.handle) }
      exchange.remove(connection)
    }
    connection.arrivingPayload = nil
    connection.leftover = []
    connection.wire = []
  }

  /// The address of a connection's other end, in numbers without its port.
  static func address(of descriptor: Int32) -> String {
    SocketAddress(peerOf: descriptor)?.host ?? ""
  }
}
