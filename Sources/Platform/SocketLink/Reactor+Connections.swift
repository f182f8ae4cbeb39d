import CEpoll
import Coordination
import Glibc
import ZMTP

// How connections begin: those that a server accepts, and the one that a worker makes.
extension Reactor {
  func acceptConnections() {
    guard let listener else { return }
    // Some at a time, so that who is there already is served, too.
    for _ in 0..<64 {
      guard exchange.lock.holding({ exchange.mayAccept }) else { return }
      switch listener.accept() {
      case .success(let descriptor):
        admit(descriptor)
      case .failure(let error):
        switch error.code {
        case EINTR, ECONNABORTED: continue
        case EAGAIN: return
        default:
          // No descriptor or memory: it may be otherwise soon. Meanwhile nothing spins.
          watch(
            listener.descriptor, number: UInt64(UInt32.max) + 1, 0, EPOLL_CTL_MOD)
          listensAgainAt = clock.now + Limits.acceptPause
          return
        }
      }
    }
  }

  func listenAgain(at now: Instant) {
    guard let listener, let again = listensAgainAt, now >= again else { return }
    listensAgainAt = nil
    watch(listener.descriptor, number: UInt64(UInt32.max) + 1, EPOLLIN.rawValue, EPOLL_CTL_MOD)
  }

  private func admit(_ descriptor: Int32) {
    let reactor = others[nextOther]
    nextOther = (nextOther + 1) % others.count
    let bounds = ZMTPConnection.Bounds(
      headBytes: Limits.workerHeadBytesMax,
      smallPayloadBytes: min(Limits.strangerPayloadBytesMax, exchange.payloadBytes),
      commandBytes: Limits.linkCommandBytesMax)
    add(descriptor, to: reactor, ZMTPConnection(bounds, at: .server, curve: connectionKeys()))
  }

  private func add(
    _ descriptor: Int32, to reactor: Reactor, _ machine: consuming ZMTPConnection
  ) {
    let life = ConnectionLife(at: clock.now, heartbeatTimeout: settings.heartbeatTimeout)
    let connection = Connection(
      peer: exchange.lock.holding { exchange.newPeer() }, descriptor: descriptor,
      reactor: reactor, machine: machine, life: life)
    let isIn = exchange.lock.holding {
      guard exchange.add(connection) else { return false }
      reactor.attend(connection)
      return true
    }
    if !isIn { close(descriptor) }
  }

  /// This end's keys with random bytes for one connection; nil for an end that has none.
  private func connectionKeys() -> ZMTPConnection.CurveKeys? {
    guard let keys = settings.keys else { return nil }
    // The system's own, which nobody can foresee.
    var system = SystemRandomNumberGenerator()
    let random = (0..<ZMTPConnection.CurveKeys.randomBytes).map { _ in
      UInt8.random(in: .min ... .max, using: &system)
    }
    return switch keys {
    case .server(let keys):
      ZMTPConnection.CurveKeys(secretKey: keys.pair.secretKey.exposedBytes, random: random)
    case .worker(let keys):
      ZMTPConnection.CurveKeys(
        publicKey: keys.pair.publicKey.bytes, secretKey: keys.pair.secretKey.exposedBytes,
        serverKey: keys.serverKey.bytes, random: random)
    }
  }

  func connectAgain(at now: Instant) {
    guard let next = connector?.nextAttempt, next <= now, connections.isEmpty else { return }
    guard let descriptor = connector?.begin() else {
      connector?.failed(at: clock.now)
      return
    }
    // Every payload is received where it will be used.
    let bounds = ZMTPConnection.Bounds(
      headBytes: Limits.headerBytesMax, smallPayloadBytes: 0,
      commandBytes: Limits.linkCommandBytesMax)
    add(descriptor, to: self, ZMTPConnection(bounds, at: .worker, curve: connectionKeys()))
    while let connection = exchange.lock.holding({ takeAttention() }) { look(after: connection) }
  }

  /// Why a worker's connection ended in its handshake, as far as that can be known.
  func handshakeFailure(
    _ connection: Connection, _ violation: ProtocolViolation?
  ) -> HandshakeFailure? {
    let hasKeys = settings.keys != nil
    return switch violation {
    case .notAuthorized: .notAuthorized
    case .otherMechanism: hasKeys ? .serverHasNoKeys : .serverHasKeys
    // A server breaks off what was written for the owner of another key.
    case nil, .cannotOpen?, .badCommand?:
      hasKeys && connection.machine.isInHandshake ? .brokenOff : nil
    default: nil
    }
  }
}
