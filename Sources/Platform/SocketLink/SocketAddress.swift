import Glibc

/// An address as the system's calls take it.
struct SocketAddress {
  private var storage: sockaddr_storage
  private var length: socklen_t

  init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
    storage = sockaddr_storage()
    self.length = length
    withUnsafeMutableBytes(of: &storage) {
      $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
    }
  }

  /// A socket of the file system, or with `isAbstract` one outside of it, which every process of the host
  /// can reach; nil where the name is too long for one.
  init?(local name: String, isAbstract: Bool = false) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = (isAbstract ? [0] : []) + Array(name.utf8)
    let room = MemoryLayout.size(ofValue: address.sun_path)
    guard bytes.count < room else { return nil }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let whole = MemoryLayout<sockaddr_un>.size
    let length = isAbstract ? whole - room + bytes.count : whole
    self = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        SocketAddress($0, length: socklen_t(length))
      }
    }
  }

  /// The address that a socket is bound to.
  init?(of descriptor: Int32) {
    self.init { getsockname(descriptor, $0, $1) }
  }

  /// The address that a socket is connected to.
  init?(peerOf descriptor: Int32) {
    self.init { getpeername(descriptor, $0, $1) }
  }

  /// The address that a system call writes; nil where it fails.
  private init?(
    from call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) {
    storage = sockaddr_storage()
    length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
    }
    guard result == 0 else { return nil }
  }

  var family: Int32 { Int32(storage.ss_family) }

  func with<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
    withUnsafePointer(to: storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
    }
  }

  /// The address of the Internet in numbers, one of version 6 in brackets, and its port, as an endpoint
  /// has it; nil for another kind of address.
  var numbers: String? {
    hostAndPort.map { host, port in
      family == AF_INET6 ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
  }

  /// The address of the Internet in numbers.
  var host: String? { hostAndPort?.host }

  private var hostAndPort: (host: String, port: String)? {
    guard family == AF_INET || family == AF_INET6 else { return nil }
    var host = [CChar](repeating: 0, count: 256)
    var port = [CChar](repeating: 0, count: 32)
    let result = with { address, length in
      getnameinfo(
        address, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
        NI_NUMERICHOST | NI_NUMERICSERV)
    }
    return result == 0 ? (Self.text(host), Self.text(port)) : nil
  }

  private static func text(_ characters: [CChar]) -> String {
    String(
      decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
