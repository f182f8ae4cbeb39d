import CLinux
import Coordination
import Glibc

/// A socket at which a server waits for connections.
final class Listener: @unchecked Sendable {
  let descriptor: Int32
  /// Where it listens, as an endpoint for workers.
  let endpoint: String
  /// Whether its connections are of the Internet.
  let isTCP: Bool
  /// The file that goes with it, with its number, so that no other's is removed.
  private let file: (path: String, number: ino_t)?

  /// Listens at `tcp://HOST:PORT`, `ipc://PATH`, `ipc://@NAME` outside the file system, or `ipc://*` for
  /// a new path.
  init(at endpoint: String) throws(LinkError) {
    let action = "listen at \(endpoint)"
    if endpoint.hasPrefix("ipc://") {
      var path = String(endpoint.dropFirst(6))
      if path == "*" {
        guard let folder = try? TemporaryFolder(prefix: "lockstep-") else {
          throw LinkError(action, code: errno)
        }
        path = "\(folder.path)/socket"
      }
      let isAbstract = path.hasPrefix("@")
      guard
        let address = SocketAddress(
          local: isAbstract ? String(path.dropFirst()) : path, isAbstract: isAbstract)
      else { throw LinkError(action, code: ENAMETOOLONG) }
      // A socket that nobody listens at any more is in the way: `LocalSocketPath` has looked.
      if !isAbstract, Self.isSocket(path) { unlink(path) }
      descriptor = try Self.listening(at: address, action)
      file = isAbstract ? nil : (path, Self.number(path))
      self.endpoint = "ipc://\(path)"
      isTCP = false
      return
    }
    guard let name = HostName(endpoint: endpoint) else { throw LinkError(action, code: EINVAL) }
    let addresses: [SocketAddress]
    do throws(HostName.Failure) {
      addresses = try name.addresses(isForListening: true)
    } catch {
      throw LinkError(action, reason: error.description)
    }
    // Where workers on other hosts look for it, too, as long as there is an address of the kind.
    guard let address = addresses.first(where: { $0.family == AF_INET }) ?? addresses.first else {
      throw LinkError(action, code: EADDRNOTAVAIL)
    }
    descriptor = try Self.listening(at: address, action)
    self.endpoint =
      "tcp://" + (SocketAddress(of: descriptor)?.numbers ?? "\(name.host):\(name.port)")
    file = nil
    isTCP = true
  }

  deinit {
    if let file, Self.number(file.path) == file.number { unlink(file.path) }
    close(descriptor)
  }

  private static func listening(
    at address: SocketAddress, _ action: String
  ) throws(LinkError) -> Int32 {
    let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
    let descriptor = socket(address.family, Int32(kind), 0)
    guard descriptor >= 0 else { throw LinkError(action, code: errno) }
    var one: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    if address.family != AF_UNIX {
      setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
    }
    if address.family == AF_INET6 {
      setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &one, size)
    }
    guard address.with({ bind(descriptor, $0, $1) }) == 0, listen(descriptor, SOMAXCONN) == 0 else {
      let code = errno
      close(descriptor)
      throw LinkError(action, code: code)
    }
    return descriptor
  }

  /// The next connection, whose calls do not wait; else the system's number for why there is none.
  func accept() -> Result<Int32, ErrorNumber> {
    let flags = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
    let connection = accept4(descriptor, nil, nil, flags)
    guard connection >= 0 else { return .failure(ErrorNumber(code: errno)) }
    if isTCP {
      var one: Int32 = 1
      setsockopt(
        connection, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
    }
    return .success(connection)
  }

  struct ErrorNumber: Error { let code: Int32 }

  private static func isSocket(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFSOCK
  }

  private static func number(_ path: String) -> ino_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_ino : 0
  }
}
