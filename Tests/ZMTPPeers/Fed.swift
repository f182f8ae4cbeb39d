import ZMTP

/// What a connection has made of bytes.
public struct Reading: Equatable {
  /// A message's parts.
  public struct Message: Equatable {
    /// The first part.
    public var head: [UInt8]
    /// The second part, if there is one.
    public var payload: [UInt8]?

    /// A message.
    public init(head: [UInt8], payload: [UInt8]? = nil) {
      self.head = head
      self.payload = payload
    }
  }

  /// The messages that were whole.
  public var messages: [Message] = []
  /// Whether the handshake ended.
  public var hasOpened = false
  /// The keys that peers have proved to own.
  public var keys: [[UInt8]] = []
  /// What is to be sent to the peer.
  public var output: [UInt8] = []
  /// What ended the connection.
  public var violation: ProtocolViolation?

  /// Nothing yet.
  public init() {}
}

/// One end's connection with the memory that its payloads are received into, fed from bytes.
public final class Fed {
  /// What a peer may send.
  public static let bounds = ZMTPConnection.Bounds(
    headBytes: 1000, smallPayloadBytes: 100, commandBytes: 512)

  /// The connection.
  public var connection: ZMTPConnection
  /// What the bytes have come to.
  public var reading = Reading()
  private var payload: [UInt8] = []
  private var payloadBytes: Int?
  /// Whether a peer's key is authorized.
  public var authorizes = true

  /// A connection that has just been made.
  ///
  /// - Parameter payloadBytesMax: the longest payload that the peer may send; as `bounds` has it where none
  ///   is given.
  public init(
    at end: ZMTPConnection.End = .server, curve: ZMTPConnection.CurveKeys? = nil,
    payloadBytesMax: Int? = nil
  ) {
    connection = ZMTPConnection(Self.bounds, at: end, curve: curve)
    if let payloadBytesMax { connection.payloadBytesMax = payloadBytesMax }
  }

  /// Whether the handshake is over.
  public var isOpen: Bool { connection.isOpen }
  /// Whether a message or a command has begun that is not whole.
  public var isUnfinished: Bool { connection.isUnfinished }
  /// How long the peer wants to hear nothing, in tenths of a second.
  public var peerTimeToLive: UInt16 { connection.peerTimeToLive }
  /// Takes what is to be sent to the peer.
  public func takeOutput() -> [UInt8] { connection.takeOutput() }

  /// The frames of a message of two parts, as this end sends it.
  public func message(_ head: [UInt8], _ payload: [UInt8]) -> [UInt8] {
    let isEncrypted = connection.mechanism == .curve
    var room = [0] + head
    let plain = [0] + payload
    var frames = [UInt8](
      repeating: 0,
      count: ZMTPConnection.headFrameBytesMax(head.count) + payload.count
        + ZMTPConnection.payloadOverheadMax)
    let total = frames.withUnsafeMutableBytes { target -> Int in
      guard let start = target.baseAddress else { return 0 }
      var count = room.withUnsafeMutableBytes { head in
        head.baseAddress.map {
          connection.encodeHead(
            $0, count: head.count - 1, payloadBytes: payload.count, to: start)
        } ?? 0
      }
      plain.withUnsafeBytes { plain in
        guard let first = plain.baseAddress else { return }
        if isEncrypted {
          count += connection.sealPayload(first, count: payload.count, to: start + count)
        } else {
          (start + count).copyMemory(from: first + 1, byteCount: payload.count)
          count += payload.count
        }
      }
      return count
    }
    return Array(frames[..<total])
  }

  /// Offers bytes, `piece` at a time.
  public func take(_ bytes: [UInt8], piece: Int = .max) {
    var rest = bytes[...]
    while !rest.isEmpty, reading.violation == nil {
      let count = min(piece, rest.count)
      do throws(ProtocolViolation) {
        try take(piece: Array(rest.prefix(count)))
      } catch {
        reading.violation = error
      }
      rest = rest.dropFirst(count)
    }
    reading.output += connection.takeOutput()
  }

  private func take(piece: [UInt8]) throws(ProtocolViolation) {
    var rest = piece[...]
    while !rest.isEmpty {
      if let wanted = payloadBytes {
        let count = min(wanted - payload.count, rest.count)
        payload += rest.prefix(count)
        rest = rest.dropFirst(count)
        guard payload.count == wanted else { return }
        payloadBytes = nil
        var violation: ProtocolViolation?
        payload.withUnsafeMutableBytes { bytes in
          guard let start = bytes.baseAddress else { return }
          do throws(ProtocolViolation) {
            try connection.payloadArrived(start, count: bytes.count)
          } catch {
            violation = error
          }
        }
        if let violation { throw violation }
        reading.messages.append(
          Reading.Message(
            head: connection.head, payload: Array(payload[connection.payloadPrefix...])))
        continue
      }
      let offered = Array(rest)
      var outcome = Result<(used: Int, event: ZMTPConnection.Event), ProtocolViolation>.failure(
        .badFrame)
      offered.withUnsafeBytes { bytes in
        do throws(ProtocolViolation) {
          outcome = .success(try connection.take(bytes))
        } catch {
          outcome = .failure(error)
        }
      }
      let (used, event) = try outcome.get()
      rest = rest.dropFirst(used)
      switch event {
      case .none: break
      case .asks(let key):
        reading.keys.append(key)
        guard authorizes else {
          connection.reject()
          throw .notAuthorized
        }
        connection.authorize()
        reading.hasOpened = true
      case .open: reading.hasOpened = true
      case .message:
        reading.messages.append(
          Reading.Message(head: connection.head, payload: connection.smallPayload))
      case .payload(let count):
        payloadBytes = count
        payload = []
      }
    }
  }
}
