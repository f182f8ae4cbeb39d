import CZeroMQ
import Coordination
import Wire

/// Decides who may connect to a server: libzmq asks it during each handshake, by ZAP (ZeroMQ RFC 27).
/// Without one libzmq lets in any client, whatever its key.
///
/// It has a thread of its own and ends with the socket's context. Whoever can't be answered is not let
/// in.
struct Authenticator: Sendable {
  /// What all servers' sockets are called to it; libzmq asks only where there is a domain.
  static let domain = "lockstep"

  private static let endpoint = "inproc://zeromq.zap.01"
  private static let version = "1.0"
  /// A request has six parts and its credentials, of which there are two at most.
  private static let requestPartsMax = 8

  /// Whose keys are let in; nil where clients have none.
  private let keys: AuthorizedKeys?
  private let wakeup: Wakeup?
  /// The socket that requests come by; the thread's own once it runs.
  nonisolated(unsafe) private let handle: UnsafeMutableRawPointer

  /// Begins to answer the handshakes of all sockets of a context, of which none may listen yet.
  ///
  /// - Parameter wakeup: signalled when there is something to take from `keys`.
  static func start(
    in context: UnsafeMutableRawPointer, keys: AuthorizedKeys?, wakeup: Wakeup?
  ) throws(ZeroMQError) {
    guard let handle = zmq_socket(context, ZMQ_REP) else { throw ZeroMQError("open a socket") }
    var linger: Int32 = 0
    zmq_setsockopt(handle, ZMQ_LINGER, &linger, MemoryLayout<Int32>.size)
    guard zmq_bind(handle, endpoint) == 0 else {
      let error = ZeroMQError("answer handshakes")
      zmq_close(handle)
      throw error
    }
    let authenticator = Authenticator(keys: keys, wakeup: wakeup, handle: handle)
    guard startThread({ authenticator.run() }) else {
      zmq_close(handle)
      throw ZeroMQError("start a thread that answers handshakes", code: EAGAIN)
    }
  }

  /// Answers until the context ends.
  private func run() {
    let clock = MonotonicClock()
    var nextLook = clock.now + Limits.authorizedKeysInterval
    var item = zmq_pollitem_t()
    item.socket = handle
    item.events = Int16(ZMQ_POLLIN)
    while true {
      let patience = Int((nextLook - clock.now).nanoseconds / 1_000_000) + 1
      if zmq_poll(&item, 1, keys == nil ? -1 : patience) < 0, zmq_errno() != EINTR { break }
      if let keys, clock.now >= nextLook {
        if keys.refresh() { wakeup?.signal() }
        nextLook = clock.now + Limits.authorizedKeysInterval
      }
      while let request = receive() { answer(request) }
    }
    zmq_close(handle)
  }

  /// The parts of the next request, if there is one.
  private func receive() -> [[UInt8]]? {
    var parts: [[UInt8]] = []
    var message = ZeroMQMessage()
    repeat {
      guard message.receive(from: handle) else { return nil }
      if parts.count < Self.requestPartsMax { parts.append(Array(message.bytes)) }
    } while message.hasMore
    return parts
  }

  private func answer(_ request: [[UInt8]]) {
    let verdict = verdict(on: request)
    let answer = [
      Array(Self.version.utf8), request.count > 1 ? request[1] : [], Array(verdict.code.utf8),
      Array(verdict.text.utf8), Array(verdict.userID.utf8), [],
    ]
    for (index, part) in answer.enumerated() {
      let more = index < answer.count - 1 ? ZMQ_SNDMORE : 0
      guard zmq_send(handle, part, part.count, ZMQ_DONTWAIT | more) >= 0 else { return }
    }
  }

  private struct Verdict {
    var code = "400"
    var text = "not authorized"
    /// What all messages of the connection carry.
    var userID = ""
  }

  private func verdict(on request: [[UInt8]]) -> Verdict {
    guard request.count >= 6, request[0] == Array(Self.version.utf8),
      request[2] == Array(Self.domain.utf8)
    else { return Verdict(code: "500", text: "not understood") }
    let mechanism = String(decoding: request[5], as: UTF8.self)
    guard let keys else {
      return mechanism == "NULL" ? Verdict(code: "200", text: "OK") : Verdict()
    }
    guard mechanism == "CURVE", request.count == 7,
      let key = request[6].withUnsafeBytes({ CurvePublicKey(bytes: $0) })
    else { return Verdict() }
    guard let worker = keys.find(key) else {
      keys.turnAway(key, from: String(decoding: request[3], as: UTF8.self))
      return Verdict()
    }
    return Verdict(code: "200", text: "OK", userID: SenderKeys.userID(of: worker))
  }
}
