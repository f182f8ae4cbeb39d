import Foundation

/// Stands between two ends on loopback and turns one bit over: of the byte with this number of those
/// that the end which connects sends.
final class FlippingProxy: Sendable {
  /// The port that it listens at.
  let port: UInt16

  init(to target: UInt16, flippingByte number: Int) throws {
    let (listener, port) = try LoopbackSocket.listening()
    self.port = port
    Thread.detachNewThread {
      var remaining: Int? = number
      // Another connection is forwarded as it is.
      while case let client = LoopbackSocket.accept(listener), client >= 0 {
        guard let server = LoopbackSocket.connected(to: target) else {
          close(client)
          continue
        }
        Thread.detachNewThread { Self.forward(from: server, to: client, flipping: nil) }
        Self.forward(from: client, to: server, flipping: remaining)
        remaining = nil
      }
    }
  }

  private static func forward(from source: Int32, to target: Int32, flipping number: Int?) {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    var passed = 0
    while true {
      let count = read(source, &buffer, buffer.count)
      guard count > 0 else { break }
      if let number, (passed..<passed + count).contains(number) { buffer[number - passed] ^= 16 }
      passed += count
      var sent = 0
      while sent < count {
        let more = buffer[sent..<count].withUnsafeBytes {
          send(target, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard more > 0 else { break }
        sent += more
      }
      if sent < count { break }
    }
    // The other direction ends as well; the test's end closes what is left.
    shutdown(source, Int32(SHUT_RDWR))
    shutdown(target, Int32(SHUT_RDWR))
  }
}
