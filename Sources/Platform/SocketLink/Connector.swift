import Coordination
import Glibc

/// How a worker's link gets to its server: one connection at a time, tried again for as long as it takes,
/// after pauses that grow.
struct Connector {
  /// Where the server is.
  private enum Place {
    case local(SocketAddress)
    /// Looked up anew for each connection, so that the server may move.
    case host(HostName)
  }

  private let place: Place
  private var attempts = 0
  private var pause = Limits.reconnectPauseMin
  /// When the next connection is to be tried, unless there is one.
  private(set) var nextAttempt = Instant.origin

  /// For `tcp://HOST:PORT`, `ipc://PATH`, or `ipc://@NAME` outside the file system.
  init(to endpoint: String) throws(LinkError) {
    let action = "connect to \(endpoint)"
    if endpoint.hasPrefix("ipc://") {
      let path = endpoint.dropFirst(6)
      let isAbstract = path.hasPrefix("@")
      guard
        let address = SocketAddress(
          local: String(isAbstract ? path.dropFirst() : path), isAbstract: isAbstract)
      else { throw LinkError(action, code: ENAMETOOLONG) }
      place = .local(address)
    } else if let name = HostName(endpoint: endpoint), name.port > 0 {
      place = .host(name)
    } else {
      throw LinkError(action, code: EINVAL)
    }
  }

  /// Begins a connection to the next of the server's addresses, those of IPv4 first.
  ///
  /// - Returns: a socket whose calls do not wait, and which may be sent by once it is connected; nil where
  ///   none could be begun.
  mutating func begin() -> Int32? {
    guard let address = nextAddress() else { return nil }
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    let descriptor = socket(address.family, Int32(kind), 0)
    guard descriptor >= 0 else { return nil }
    if address.family != AF_UNIX {
      var one: Int32 = 1
      setsockopt(
        descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }
    guard address.with({ connect(descriptor, $0, $1) }) == 0 || errno == EINPROGRESS else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  private mutating func nextAddress() -> SocketAddress? {
    switch place {
    case .local(let address): return address
    case .host(let name):
      guard let found = try? name.addresses(isForListening: false), !found.isEmpty else {
        return nil
      }
      let sorted = found.filter { $0.family == AF_INET } + found.filter { $0.family != AF_INET }
      defer { attempts += 1 }
      return sorted[attempts % sorted.count]
    }
  }

  /// The handshake of a connection is over.
  mutating func opened() {
    pause = Limits.reconnectPauseMin
    attempts = 0
  }

  /// A connection has ended, or could not be made: the next is tried after a pause, which is not the same
  /// for all the workers that have lost one server.
  mutating func failed(at now: Instant) {
    nextAttempt =
      now + Interval(nanoseconds: UInt64.random(in: pause.nanoseconds / 2...pause.nanoseconds))
    pause = min(pause * 2, Limits.reconnectPauseMax)
  }

  /// The next connection is tried at once.
  mutating func hurry() { nextAttempt = .origin }
}
