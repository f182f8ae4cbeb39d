import CEpoll
import Coordination
import Glibc
import ZMTP

// What goes out by a connection.
extension Reactor {
  /// Bytes of answers to pings that may lie unsent before nothing more is read.
  private static let unreadAnswersMax = 1024

  func flush(_ connection: Connection) {
    while !connection.isClosed {
      guard loadWire(connection) else { break }
      let sent = send(connection)
      if sent < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          connection.isBlocked = true
          return updateEvents(connection)
        }
        return finish(connection)
      }
      advance(connection, by: sent)
    }
    guard !connection.isClosed else { return }
    connection.isBlocked = false
    if connection.isEnding { shutdown(connection.descriptor, Int32(SHUT_WR)) }
    updateEvents(connection)
  }

  /// Whether there is anything to send, which is then in `wire` and `leavingPayload`.
  private func loadWire(_ connection: Connection) -> Bool {
    if connection.wireSent < connection.wire.count || connection.leavingPayload != nil {
      return true
    }
    connection.wire.removeAll(keepingCapacity: connection.wire.capacity <= 4096)
    connection.wireSent = 0
    if !connection.machine.output.isEmpty {
      connection.wire = connection.machine.takeOutput()
      return true
    }
    guard connection.machine.isOpen, !connection.isEnding,
      let message = exchange.lock.holding({ () -> Connection.Outgoing? in
        guard let message = connection.outgoing.popFirst() else {
          connection.isBusy = false
          if exchange.isLingering { exchange.signal.signal() }
          return nil
        }
        connection.isBusy = true
        connection.outgoingHeadBytes -= message.headCount
        exchange.sendingChanged()
        return message
      })
    else { return false }
    encode(message, of: connection)
    exchange.lock.holding { exchange.blocks.release(message.head) }
    return !connection.isClosed
  }

  private func encode(_ message: Connection.Outgoing, of connection: Connection) {
    connection.wire = [UInt8](
      unsafeUninitializedCapacity: ZMTPConnection.headFrameBytesMax(message.headCount)
    ) { bytes, count in
      guard let target = bytes.baseAddress else { return }
      count = connection.machine.encodeHead(
        message.head.start, count: message.headCount, payloadBytes: message.payload?.byteCount,
        to: target)
    }
    guard let buffer = message.payload else { return }
    connection.leavingSent = 0
    guard connection.machine.mechanism == .curve else {
      connection.leavingPayload = .plain(buffer)
      connection.leavingBytes = buffer.byteCount
      return
    }
    defer { buffer.land() }
    let memory = exchange.lock.holding { () -> (PayloadHandle, UnsafeMutableRawPointer)? in
      guard
        let handle = exchange.payloads.take(
          buffer.byteCount + ZMTPConnection.payloadOverheadMax),
        let start = exchange.payloads.bytes(of: handle).baseAddress
      else { return nil }
      return (handle, start)
    }
    guard let (handle, start) = memory else { return finish(connection) }
    connection.leavingBytes = connection.machine.sealPayload(
      buffer.bytes - 1, count: buffer.byteCount, to: start)
    connection.leavingPayload = .sealed(handle, UnsafeRawPointer(start))
  }

  private func send(_ connection: Connection) -> Int {
    connection.wire.withUnsafeMutableBytes { wire in
      withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { parts in
        parts[0] = iovec(
          iov_base: wire.baseAddress.map { $0 + connection.wireSent },
          iov_len: wire.count - connection.wireSent)
        parts[1] = iovec()
        if let payload = connection.leavingPayload {
          let start =
            switch payload {
            case .plain(let buffer): buffer.bytes
            case .sealed(_, let start): start
            }
          parts[1].iov_base = UnsafeMutableRawPointer(mutating: start + connection.leavingSent)
          parts[1].iov_len = connection.leavingBytes - connection.leavingSent
        }
        var message = msghdr()
        message.msg_iov = parts.baseAddress
        message.msg_iovlen = 2
        return sendmsg(connection.descriptor, &message, Int32(MSG_NOSIGNAL))
      }
    }
  }

  private func advance(_ connection: Connection, by sent: Int) {
    let ofWire = min(sent, connection.wire.count - connection.wireSent)
    connection.wireSent += ofWire
    guard let payload = connection.leavingPayload else { return }
    connection.leavingSent += sent - ofWire
    guard connection.leavingSent == connection.leavingBytes else { return }
    connection.leavingPayload = nil
    release(payload)
  }

  func release(_ payload: Connection.LeavingPayload) {
    switch payload {
    case .plain(let buffer): buffer.land()
    case .sealed(let handle, _): exchange.lock.holding { exchange.payloads.release(handle) }
    }
  }

  /// Watches for what the connection can do next. One that may not go on is not watched: nothing
  /// spins.
  func updateEvents(_ connection: Connection) {
    var events: UInt32 = 0
    if connection.isBlocked { events |= EPOLLOUT.rawValue }
    let hasLeftover = !connection.leftover.isEmpty
    // Who lets its answers lie is not asked for more.
    let isUnread = connection.machine.output.count > Self.unreadAnswersMax
    if connection.isEnding || !(hasLeftover || isUnread || isPaused(connection)) {
      events |= EPOLLIN.rawValue
    }
    guard events != connection.events else { return }
    // What is watched for nothing still shows that the peer has hung up, again and again.
    let change =
      events == 0 ? EPOLL_CTL_DEL : connection.events == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
    connection.events = events
    watch(connection.descriptor, number: UInt64(connection.peer.rawValue), events, change)
  }
}
