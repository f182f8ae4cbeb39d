import Coordination
import Glibc
import Wire
import ZMTP

// What comes by a connection.
extension Reactor {
  /// Reads of one connection before the others have their turn.
  private static let readsPerTurn = 32
  /// What a connection that ends may still send, to be thrown away.
  private static let discardedBytesMax = 1 << 20

  func isPaused(_ connection: Connection) -> Bool {
    exchange.lock.holding { connection.isPaused }
  }

  func read(_ connection: Connection) {
    for _ in 0..<Self.readsPerTurn {
      guard !connection.isClosed else { return }
      if connection.isEnding { return discard(connection) }
      if !connection.leftover.isEmpty || isPaused(connection) { break }
      let isPayload = connection.arrivingPayload != nil
      let target =
        connection.arrivingPayload.map {
          UnsafeMutableRawBufferPointer(start: $0.start + $0.filled, count: $0.count - $0.filled)
        } ?? scratch
      let count = recv(connection.descriptor, target.baseAddress, target.count, 0)
      if count < 0, errno == EINTR { continue }
      if count < 0, errno == EAGAIN { break }
      guard count > 0 else { return hungUp(connection) }
      if isPayload {
        connection.arrivingPayload?.filled += count
        connection.life.heard(
          at: clock.now, peerTimeToLive: connection.machine.peerTimeToLive, isUnfinished: true)
        finishPayload(connection)
      } else {
        take(UnsafeRawBufferPointer(rebasing: target[..<count]), of: connection)
      }
      if count < target.count { break }
    }
    guard !connection.isClosed else { return }
    if !connection.machine.output.isEmpty { flush(connection) }
    if !connection.isClosed { updateEvents(connection) }
  }

  /// Gives bytes to the connection's state machine and does what they come to. Those that come after as
  /// many messages as may wait are kept.
  func take(_ bytes: UnsafeRawBufferPointer, of connection: Connection) {
    var rest = bytes
    do throws(ProtocolViolation) {
      while !rest.isEmpty {
        let (used, event) = try connection.machine.take(rest)
        rest = UnsafeRawBufferPointer(rebasing: rest[used...])
        switch event {
        case .none: break
        case .asks(let key): try decide(on: key, of: connection)
        case .open: opened(connection)
        case .message: try received(connection)
        case .payload(let count):
          try begin(count, of: connection, with: &rest)
          if connection.isClosed { return }
        }
        if !rest.isEmpty, isPaused(connection) {
          connection.leftover = Array(rest)
          break
        }
      }
    } catch {
      return violated(connection, error)
    }
    connection.life.heard(
      at: clock.now, peerTimeToLive: connection.machine.peerTimeToLive,
      isUnfinished: connection.machine.isOpen && connection.machine.isUnfinished)
  }

  private func decide(
    on key: [UInt8], of connection: Connection
  ) throws(ProtocolViolation) {
    guard case .server(let keys)? = settings.keys,
      let publicKey = key.withUnsafeBytes({ CurvePublicKey(bytes: $0) })
    else { throw .notAuthorized }
    guard let worker = keys.authorized.find(publicKey) else {
      keys.authorized.turnAway(publicKey, from: Self.address(of: connection.descriptor))
      settings.wakeup?.signal()
      connection.machine.reject()
      throw .notAuthorized
    }
    connection.machine.authorize()
    exchange.lock.holding { connection.key = worker }
    opened(connection)
  }

  private func opened(_ connection: Connection) {
    connection.life.opened(at: clock.now)
    connector?.opened()
    exchange.lock.holding {
      connection.isOpen = !connection.mustClose
      _ = exchange.register.move(connection.peer, to: .open)
      // A worker needs no leave to listen to its server.
      if connector != nil { exchange.setSession(true, of: connection.peer) }
      exchange.sendingChanged()
    }
  }

  /// A message is whole, and its payload, if it has one, a small one.
  private func received(_ connection: Connection) throws(ProtocolViolation) {
    var payload: PayloadHandle?
    if let bytes = connection.machine.smallPayload {
      guard let handle = exchange.lock.holding({ exchange.payloads.take(bytes.count) }) else {
        throw .tooLong
      }
      exchange.lock.holding { exchange.payloads.bytes(of: handle) }.copyBytes(from: bytes)
      payload = handle
    }
    deliver(connection, payload)
  }

  private func deliver(_ connection: Connection, _ payload: PayloadHandle?) {
    connection.life.received(at: clock.now)
    let head = connection.machine.head
    let (wakes, isPaused) = exchange.lock.holding {
      let block = exchange.blocks.take(head.count)
      head.withUnsafeBytes { bytes in
        if let source = bytes.baseAddress {
          block.start.copyMemory(from: source, byteCount: bytes.count)
        }
      }
      let wakes = exchange.deliver(
        Connection.Arrival(head: block, headCount: head.count, payload: payload), from: connection)
      return (wakes, connection.isPaused)
    }
    if wakes { exchange.signal.signal() }
    if isPaused { connection.life.reading(false, at: clock.now) }
  }

  /// Makes room for a payload that is received where it will be used, and takes what of it has come.
  private func begin(
    _ count: Int, of connection: Connection, with rest: inout UnsafeRawBufferPointer
  ) throws(ProtocolViolation) {
    let prefix = connection.machine.payloadPrefix
    let memory = exchange.lock.holding { () -> (PayloadHandle, UnsafeMutableRawPointer)? in
      guard let handle = exchange.payloads.take(count - prefix),
        let start = exchange.payloads.bytes(of: handle).baseAddress
      else { return nil }
      return (handle, start - prefix)
    }
    guard let (handle, start) = memory else { throw .tooLong }
    connection.life.payloadBegan(at: clock.now, bytes: count)
    let filled = min(rest.count, count)
    if let source = rest.baseAddress { start.copyMemory(from: source, byteCount: filled) }
    rest = UnsafeRawBufferPointer(rebasing: rest[filled...])
    connection.arrivingPayload = Connection.ArrivingPayload(
      handle: handle, start: start, count: count, filled: filled)
    finishPayload(connection)
  }

  private func finishPayload(_ connection: Connection) {
    guard let payload = connection.arrivingPayload, payload.filled == payload.count else { return }
    do throws(ProtocolViolation) {
      try connection.machine.payloadArrived(payload.start, count: payload.count)
      connection.arrivingPayload = nil
      deliver(connection, payload.handle)
    } catch {
      violated(connection, error)
    }
  }

  /// Ends a connection. A peer that should know why hears it first.
  private func violated(_ connection: Connection, _ violation: ProtocolViolation) {
    if connector != nil { return broke(connection, violation) }
    guard violation == .notAuthorized || violation == .otherMechanism else {
      return finish(connection)
    }
    connection.isEnding = true
    connection.leftover = []
    flush(connection)
  }

  private func hungUp(_ connection: Connection) {
    if connector != nil { return broke(connection, nil) }
    finish(connection)
  }

  /// A worker's connection is over, by what the other end did, or by its end.
  private func broke(_ connection: Connection, _ violation: ProtocolViolation?) {
    let failure = handshakeFailure(connection, violation)
    finish(connection)
    if let failure { exchange.lock.holding { exchange.handshakeFailed(failure) } }
  }

  /// Throws away what comes: closing at once could take the last word from the peer.
  private func discard(_ connection: Connection) {
    let count = recv(connection.descriptor, scratch.baseAddress, scratch.count, 0)
    if count < 0, errno == EAGAIN || errno == EINTR { return }
    connection.discardedBytes += count
    if count <= 0 || connection.discardedBytes > Self.discardedBytesMax { finish(connection) }
  }
}
