import Coordination
import Glibc
import Wire

/// What the users of both ends' links do with the exchange: take messages, wait, send, end.
struct ExchangeUser {
  let exchange: Exchange
  let reactors: [Reactor]
  let wakeup: Wakeup?
  private let clock = MonotonicClock()
  /// The head of the last message, until the next is asked for.
  private var lastHead: ByteBlocks.Block?

  init(_ exchange: Exchange, _ reactors: [Reactor], wakeup: Wakeup?) {
    self.exchange = exchange
    self.reactors = reactors
    self.wakeup = wakeup
  }

  /// The next message that has come in, if there is one.
  mutating func receive() -> Incoming? {
    exchange.lock.holding {
      if let block = lastHead { exchange.blocks.release(block) }
      lastHead = nil
      guard let (connection, arrival) = exchange.next(at: { clock.now }) else { return nil }
      lastHead = arrival.head
      return Incoming(
        peer: connection.peer, key: connection.key,
        head: UnsafeRawBufferPointer(start: arrival.head.start, count: arrival.headCount),
        payload: arrival.payload,
        payloadBytes: arrival.payload.map {
          UnsafeRawBufferPointer(exchange.payloads.bytes(of: $0))
        })
    }
  }

  /// Puts a message into a connection's queue. Under the lock.
  func enqueue(
    _ head: UnsafeRawBufferPointer, payload: SocketBuffer?, for connection: Connection?
  ) -> SendOutcome {
    guard let connection, connection.isOpen else { return .gone }
    guard
      connection.outgoing.isEmpty
        || connection.outgoing.count < Limits.queuedMessagesMax
          && connection.outgoingHeadBytes + head.count <= Limits.headerBytesMax
    else { return .queueFull }
    let block = exchange.blocks.take(1 + head.count)
    if let source = head.baseAddress {
      (block.start + 1).copyMemory(from: source, byteCount: head.count)
    }
    payload?.takeOff()
    connection.outgoing.append(
      Connection.Outgoing(head: block, headCount: head.count, payload: payload))
    connection.outgoingHeadBytes += head.count
    connection.reactor.attend(connection)
    return .sent
  }

  /// The floats of a received payload.
  func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float> {
    let bytes = exchange.lock.holding { exchange.payloads.bytes(of: payload) }
    return UnsafeBufferPointer(
      start: bytes.baseAddress?.assumingMemoryBound(to: Float.self),
      count: bytes.count / MemoryLayout<Float>.stride)
  }

  /// Gives a received payload's memory back.
  func release(_ payload: PayloadHandle) {
    exchange.lock.holding { exchange.payloads.release(payload) }
  }

  /// Sleeps until there is something to take, the wakeup is signalled, or the deadline.
  func wait(until deadline: Instant) {
    let next = exchange.lock.holding { () -> Instant? in
      if exchange.hasNews {
        exchange.hasNews = false
        return .origin
      }
      let next = exchange.nextMessage
      // A worker's message must not wait for the strangers' turn.
      exchange.isUserWaiting = next != .origin
      return next
    }
    sleep(until: min(deadline, next ?? deadline), endsByWakeup: true)
    exchange.lock.holding {
      exchange.isUserWaiting = false
      exchange.hasNews = false
    }
    wakeup?.drain()
  }

  /// Sleeps until the exchange's signal, or the deadline.
  func sleep(until deadline: Instant, endsByWakeup: Bool = false) {
    let left = (deadline - clock.now).nanoseconds
    var items = (
      pollfd(fd: exchange.signal.descriptor, events: Int16(POLLIN), revents: 0),
      pollfd(
        fd: endsByWakeup ? wakeup?.descriptor ?? -1 : -1, events: Int16(POLLIN), revents: 0)
    )
    let milliseconds = Int32(clamping: (left + 999_999) / 1_000_000)
    withUnsafeMutablePointer(to: &items) { pointer in
      pointer.withMemoryRebound(to: pollfd.self, capacity: 2) { _ = poll($0, 2, milliseconds) }
    }
    if items.0.revents != 0 { exchange.signal.clear() }
  }

  /// Whether there are messages that the system has not taken yet.
  var isSending: Bool {
    exchange.lock.holding {
      exchange.runningThreads > 0
        && exchange.connections.values.contains {
          $0.isOpen && ($0.isBusy || !$0.outgoing.isEmpty)
        }
    }
  }

  /// Sends what is still to be sent, as far as the peers take it in `Limits.lingerTime`, and ends all
  /// connections.
  func close() {
    let deadline = clock.now + Limits.lingerTime
    while clock.now < deadline {
      exchange.lock.holding { exchange.isLingering = true }
      guard isSending else { break }
      sleep(until: deadline)
    }
    stop()
  }

  /// Ends all connections and threads. A thread that waits for a name server ends when that has answered,
  /// which is not waited for any longer than `Limits.lingerTime`.
  func stop() {
    exchange.lock.holding {
      exchange.isStopping = true
      for reactor in reactors { reactor.wake() }
    }
    let deadline = clock.now + Limits.lingerTime
    while clock.now < deadline, exchange.lock.holding({ exchange.runningThreads > 0 }) {
      sleep(until: deadline)
    }
  }
}
