import Glibc

/// How this machine reaches others.
public enum Route {
  /// The IPv4 address that packets to a host leave this machine with. Nothing is sent.
  ///
  /// - Returns: nil where the name has no such address, or there is no route to it.
  public static func localAddress(towards host: String) -> String? {
    var hints = addrinfo()
    hints.ai_family = AF_INET
    hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    // A connection needs a port, whichever.
    guard getaddrinfo(host, "9", &hints, &found) == 0, let found else { return nil }
    defer { freeaddrinfo(found) }
    let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard connect(descriptor, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0 else {
      return nil
    }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getsockname(descriptor, $0, &length)
      }
    }
    guard result == 0 else { return nil }
    return withUnsafeBytes(of: address.sin_addr.s_addr) { bytes in
      bytes.map { String($0) }.joined(separator: ".")
    }
  }
}
