import Glibc

/// A host by its name or its number, and a port, looked up by the system.
public struct HostName: Equatable, Sendable {
  /// A name, an IPv4 address, or an IPv6 address without brackets.
  public let host: String
  /// The port's number; 0 for one that the system chooses.
  public let port: UInt16

  /// What stands in an endpoint `tcp://HOST:PORT`, an IPv6 address in brackets, the port `*` for any; nil
  /// for another text.
  public init?(endpoint: String) {
    guard endpoint.hasPrefix("tcp://") else { return nil }
    let text = endpoint.dropFirst(6)
    guard let colon = text.lastIndex(of: ":") else { return nil }
    var host = text[..<colon]
    let portText = text[text.index(after: colon)...]
    guard let port = portText == "*" ? 0 : UInt16(portText), port > 0 || portText == "*" else {
      return nil
    }
    if host.hasPrefix("[") {
      guard host.hasSuffix("]") else { return nil }
      host = host.dropFirst().dropLast()
      guard host.contains(":") else { return nil }
    } else if host.contains(":") {
      return nil
    }
    guard !host.isEmpty else { return nil }
    self.host = String(host)
    self.port = port
  }

  /// Why a name could not be looked up.
  public struct Failure: Error, CustomStringConvertible {
    /// Whether it may be otherwise in a moment: no name server has answered.
    public let isTemporary: Bool
    /// One clause.
    public let description: String
  }

  /// The host's addresses, the first to be tried first.
  ///
  /// - Parameter isForListening: whether it is one of this machine, or `*` for all of its IPv4 ones.
  func addresses(isForListening: Bool) throws(Failure) -> [SocketAddress] {
    var hints = addrinfo()
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    let isAny = isForListening && host == "*"
    hints.ai_family = isAny ? AF_INET : AF_UNSPEC
    hints.ai_flags = AI_NUMERICSERV | (isForListening ? AI_PASSIVE : 0)
    var found: UnsafeMutablePointer<addrinfo>?
    let result = getaddrinfo(isAny ? nil : host, "\(port)", &hints, &found)
    guard result == 0, let found else {
      let isTemporary = result == EAI_AGAIN
      let reason =
        switch result {
        case EAI_NONAME: "there is no host of that name"
        case EAI_AGAIN: "no name server has answered"
        case EAI_SYSTEM: String(cString: strerror(errno))
        default: gai_strerror(result).map { String(cString: $0) } ?? "error \(result)"
        }
      throw Failure(
        isTemporary: isTemporary, description: "can't look up the host '\(host)': \(reason)")
    }
    defer { freeaddrinfo(found) }
    var addresses: [SocketAddress] = []
    var next: UnsafeMutablePointer<addrinfo>? = found
    while let entry = next {
      addresses.append(
        SocketAddress(entry.pointee.ai_addr, length: entry.pointee.ai_addrlen))
      next = entry.pointee.ai_next
    }
    return addresses
  }

  /// Checks that the host, another one, has addresses.
  public func lookUp() throws(Failure) { _ = try addresses(isForListening: false) }

  /// Whether only this machine can reach all of the host's addresses: `localhost`, 127.0.0.0/8, ::1.
  ///
  /// - Throws: where the name can't be looked up.
  public func isLoopback() throws(Failure) -> Bool {
    guard host != "*" else { return false }
    return try addresses(isForListening: true).allSatisfy { address in
      guard let numbers = address.numbers else { return false }
      return numbers.hasPrefix("127.") || numbers.hasPrefix("[::1]")
    }
  }
}
