import CZeroMQ
import Coordination
import Foundation
import Wire

/// A server that says whatever it is told to, unlike our own.
final class RawServer {
  private let context: UnsafeMutableRawPointer
  private let handle: UnsafeMutableRawPointer
  private var peer: [UInt8] = []
  private static let patience: Int32 = 60_000

  struct Failure: Error {}

  init(_ endpoint: String) throws {
    guard let context = zmq_ctx_new(), let handle = zmq_socket(context, ZMQ_ROUTER) else {
      throw Failure()
    }
    (self.context, self.handle) = (context, handle)
    var linger: Int32 = 0
    zmq_setsockopt(handle, ZMQ_LINGER, &linger, MemoryLayout<Int32>.size)
    var patience = Self.patience
    zmq_setsockopt(handle, ZMQ_RCVTIMEO, &patience, MemoryLayout<Int32>.size)
    guard zmq_bind(handle, endpoint) == 0 else { throw Failure() }
  }

  deinit {
    zmq_close(handle)
    zmq_ctx_term(context)
  }

  /// The bytes of the next message, and what they mean.
  func receive() throws -> (bytes: [UInt8], message: WorkerMessage) {
    peer = try part()
    let bytes = try part()
    let message = try bytes.withUnsafeBytes {
      try Frame.decodeWorkerMessage($0, payload: nil, parameterBytes: 0).0
    }
    return (bytes, message)
  }

  /// Answers whoever was heard last.
  func answer(_ message: ServerMessage, session: UInt32 = 1) {
    var writer = ByteWriter(capacity: 256)
    Frame.encode(
      message, Envelope(session: SessionID(session), generation: 1, job: 1), parameters: nil,
      to: &writer)
    zmq_send(handle, peer, peer.count, ZMQ_SNDMORE)
    _ = writer.bytes.withUnsafeBytes { zmq_send(handle, $0.baseAddress, $0.count, 0) }
  }

  private func part() throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 65536)
    let count = zmq_recv(handle, &bytes, bytes.count, 0)
    guard count >= 0 else { throw Failure() }
    return Array(bytes[..<Int(count)])
  }
}
