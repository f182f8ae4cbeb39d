import Coordination
import Glibc
import Wire

/// A worker's end of the messages between processes: it speaks ZMTP 3.1 (RFC 37) to a server's ROUTER, as
/// ZeroMQ's DEALER sockets do, without keys or with CURVE (RFC 26), over TCP and local sockets. It looks
/// for the server for as long as it takes, and connects again where a connection breaks.
///
/// Payloads are sent from the sender's memory, and received where they are used. Whatever bytes come from
/// whatever answers at the server's address, it holds no more than
///
///     6 MiB (heads: two that wait, one that is received, in two copies, one that is looked at; buffers)
///       + 2 received payloads, of `expectPayloads`' length at most + 1 encrypted gradient, with keys
///       + what was received and not released
///
/// since a connection is not read further while as many messages wait as `Exchange.WaitingBounds` has.
public final class WorkerLink: WaitingLink {
  /// False over a socket of the file system, whose bytes the kernel hands from process to process, and
  /// where all is encrypted: what was damaged on the way is then nothing that can be decrypted.
  public let needsChecksums: Bool

  private var user: ExchangeUser
  private let clock = MonotonicClock()
  private var exchange: Exchange { user.exchange }
  /// The connection to the server. Under the lock.
  private var connection: Connection? { exchange.connections.values.first }

  /// A worker's end.
  ///
  /// - Parameters:
  ///   - endpoint: such as `tcp://parameter-server:5555`, `tcp://[::1]:5555` or `ipc:///run/lockstep`. The
  ///     name is looked up again for each connection.
  ///   - keys: what the worker proves itself by, and which server it takes; nil for one that has no keys,
  ///     and takes a server that has none.
  ///   - wakeup: ends a wait from another thread.
  public static func connecting(
    to endpoint: String, heartbeatTimeout: Interval, keys: WorkerKeys? = nil, wakeup: Wakeup?
  ) throws(LinkError) -> WorkerLink {
    try WorkerLink(
      to: endpoint, heartbeatTimeout: heartbeatTimeout, keys: keys, wakeup: wakeup)
  }

  private init(
    to endpoint: String, heartbeatTimeout: Interval, keys: WorkerKeys?, wakeup: Wakeup?
  ) throws(LinkError) {
    let action = "connect to \(endpoint)"
    let connector = try Connector(to: endpoint)
    guard let signal = EventSignal() else { throw LinkError(action, code: errno) }
    // No payload before it is known how long one is.
    let exchange = Exchange(
      signal: signal, payloadBytes: 0, waitingBounds: .worker, at: clock.now)
    exchange.setRoom(connections: 1, leaving: 1)
    let settings = Reactor.Settings(
      heartbeatTimeout: heartbeatTimeout, keys: keys.map { .worker($0) }, wakeup: nil)
    guard let reactor = Reactor(exchange, settings) else { throw LinkError(action, code: errno) }
    needsChecksums = !endpoint.hasPrefix("ipc://") && keys == nil
    user = ExchangeUser(exchange, [reactor], wakeup: wakeup)
    guard reactor.start(connector) else { throw LinkError(action, code: EAGAIN) }
  }

  deinit { user.close() }

  /// Whether there are messages that the system has not taken yet.
  var isSending: Bool { user.isSending }

  /// Drops the connection, if there is one, and makes a new one.
  public func reconnect() {
    exchange.lock.holding {
      if let connection { exchange.end(connection) }
    }
  }

  /// Payloads of at most so many bytes may come from now on.
  public func expectPayloads(bytesMax: Int) {
    exchange.lock.holding {
      exchange.payloadBytes = bytesMax
      if let connection { connection.reactor.attend(connection) }
    }
  }

  /// A new buffer of `count` floats.
  public func makeBuffer(count: Int) -> SocketBuffer { SocketBuffer(count: count) }

  /// Why a connection could not be made, once for each.
  public func takeHandshakeFailure() -> HandshakeFailure? {
    exchange.lock.holding { exchange.takeHandshakeFailure() }
  }

  /// The next message that has come in, if there is one.
  public func receive() -> Incoming? {
    guard let incoming = user.receive() else { return nil }
    return Incoming(
      peer: .server, head: incoming.head, payload: incoming.payload,
      payloadBytes: incoming.payloadBytes)
  }

  /// Sends a message. Where there is no connection, or the one that there is has as many messages as it
  /// may have, waits up to `Limits.sendPatience`: a worker that is faster than its connection waits for it.
  public func send(
    _ head: UnsafeRawBufferPointer, payload: SocketBuffer?, to peer: PeerID
  ) -> SendOutcome {
    var deadline: Instant?
    while true {
      let outcome = exchange.lock.holding { () -> SendOutcome in
        let outcome = user.enqueue(head, payload: payload, for: connection)
        exchange.isSenderWaiting = outcome != .sent
        return outcome
      }
      guard outcome != .sent else { return outcome }
      let now = clock.now
      let end = deadline ?? now + Limits.sendPatience
      guard now < end else { return outcome }
      deadline = end
      user.sleep(until: end)
    }
  }

  /// The floats of a received payload.
  public func floats(of payload: PayloadHandle) -> UnsafeBufferPointer<Float> {
    user.floats(of: payload)
  }

  /// Gives a received payload's memory back.
  public func release(_ payload: PayloadHandle) { user.release(payload) }

  /// Sleeps until a message comes in, a connection could not be made, the wakeup is signalled, or the
  /// deadline.
  public func wait(until deadline: Instant) { user.wait(until: deadline) }
}
