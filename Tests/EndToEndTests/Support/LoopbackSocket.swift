import Foundation

/// A stream that no process inherits which another test starts.
private let streamType = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)

/// TCP sockets on 127.0.0.1.
enum LoopbackSocket {
  struct Failure: Error {}

  /// A socket that listens at a port which the system chose.
  static func listening() throws -> (descriptor: Int32, port: UInt16) {
    let descriptor = socket(AF_INET, streamType, 0)
    guard descriptor >= 0, bind(descriptor, port: 0), listen(descriptor, 64) == 0 else {
      throw Failure()
    }
    var address = sockaddr_in()
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &size)
      }
    }
    guard result == 0 else { throw Failure() }
    return (descriptor, UInt16(bigEndian: address.sin_port))
  }

  /// A connection; nil where nobody listens.
  static func connected(to port: UInt16) -> Int32? {
    let descriptor = socket(AF_INET, streamType, 0)
    let result = withAddress(port) { connect(descriptor, $0, $1) }
    guard result == 0 else {
      close(descriptor)
      return nil
    }
    return descriptor
  }

  /// The next connection of a socket that listens; negative where there is none.
  static func accept(_ listener: Int32) -> Int32 {
    let descriptor = Foundation.accept(listener, nil, nil)
    if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    return descriptor
  }

  /// Whether nobody listens at the port.
  static func isFree(_ port: UInt16) -> Bool {
    let descriptor = socket(AF_INET, streamType, 0)
    defer { close(descriptor) }
    return bind(descriptor, port: port)
  }

  /// Makes every call on the socket return at once, and sends what is to be sent at once.
  static func makeImpatient(_ descriptor: Int32) {
    _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
    var one: Int32 = 1
    setsockopt(
      descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
  }

  private static func bind(_ descriptor: Int32, port: UInt16) -> Bool {
    withAddress(port) { Foundation.bind(descriptor, $0, $1) } == 0
  }

  private static func withAddress(
    _ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }
}
