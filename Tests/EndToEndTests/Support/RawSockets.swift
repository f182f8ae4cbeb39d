import CZeroMQ
import Foundation

/// A ZeroMQ socket that sends whatever it is told to, unlike a worker's.
final class RawZeroMQSocket {
  private let context: UnsafeMutableRawPointer
  private let handle: UnsafeMutableRawPointer

  struct Failure: Error {}

  /// Connects, as another kind of socket than a worker's DEALER or under a name of its own choice
  /// where that is asked for.
  init(_ endpoint: String, type: Int32 = ZMQ_DEALER, name: String? = nil) throws {
    guard let context = zmq_ctx_new(), let handle = zmq_socket(context, type) else {
      throw Failure()
    }
    (self.context, self.handle) = (context, handle)
    var linger: Int32 = 0
    zmq_setsockopt(handle, ZMQ_LINGER, &linger, MemoryLayout<Int32>.size)
    if let name { zmq_setsockopt(handle, ZMQ_ROUTING_ID, name, name.utf8.count) }
    guard zmq_connect(handle, endpoint) == 0 else { throw Failure() }
  }

  deinit {
    zmq_close(handle)
    zmq_ctx_term(context)
  }

  /// Sends a message of these parts, unless its queue is full.
  func send(_ parts: [[UInt8]]) {
    for (index, part) in parts.enumerated() {
      let more = index < parts.count - 1 ? ZMQ_SNDMORE : 0
      guard zmq_send(handle, part, part.count, ZMQ_DONTWAIT | more) >= 0 else { return }
    }
  }
}

/// What an end of a connection without keys begins with (ZMTP 3.0, NULL), and how it may misbehave.
enum RawHandshake {
  /// The greeting and READY, with an identity that the end states.
  static func bytes(type: String = "DEALER", identity: [UInt8] = []) -> [UInt8] {
    let greeting =
      [0xFF] + [UInt8](repeating: 0, count: 7) + [1, 0x7F, 3, 0] + Array("NULL".utf8)
      + [UInt8](repeating: 0, count: 48)
    let type: [UInt8] =
      [11] + Array("Socket-Type".utf8) + [0, 0, 0, UInt8(type.utf8.count)] + Array(type.utf8)
    let name: [UInt8] = [8] + Array("Identity".utf8) + [0, 0, 0, UInt8(identity.count)] + identity
    let ready: [UInt8] = [5] + Array("READY".utf8) + type + name
    return greeting + [4, UInt8(ready.count)] + ready
  }

  /// 100,000 parts of one byte, each with more to follow.
  static let endlessParts = [UInt8]((0..<100_000).flatMap { _ in [1, 1, 0xAB] as [UInt8] })
}

/// Resident kilobytes of a process, now and at most so far.
struct ResidentMemory {
  let now: Int
  let peak: Int

  struct Failure: Error {}

  init(of id: Int32) throws {
    let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
    func field(_ name: String) throws -> Int {
      guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(name) }),
        let value = Int(line.filter(\.isNumber))
      else { throw Failure() }
      return value
    }
    (now, peak) = (try field("VmRSS:"), try field("VmHWM:"))
  }
}

/// A TCP connection that knows nothing of ZeroMQ.
final class RawTCPConnection {
  private let descriptor: Int32

  struct Failure: Error {}

  init(port: UInt16) throws {
    guard let descriptor = LoopbackSocket.connected(to: port) else { throw Failure() }
    self.descriptor = descriptor
  }

  /// One that has been accepted.
  init(accepting listener: Int32) throws {
    descriptor = LoopbackSocket.accept(listener)
    guard descriptor >= 0 else { throw Failure() }
  }

  deinit {
    close(descriptor)
  }

  /// Sends bytes; the other end may have hung up already.
  ///
  /// - Returns: how many it took; negative where it has hung up.
  @discardableResult
  func send(_ bytes: [UInt8]) -> Int {
    Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// Some of the bytes that have come, after a wait where there are none; none where no more will.
  func receive() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 65536) { bytes, count in
      count = max(0, recv(descriptor, bytes.baseAddress, bytes.count, 0))
    }
  }
}
