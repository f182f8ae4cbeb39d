// What goes out: the frames of commands and messages, encrypted where the ends have keys.
extension ZMTPConnection {
  /// Asks the peer for a sign of life.
  ///
  /// - Parameter timeToLive: how long this end may be silent before the peer gives it up, in tenths of a
  ///   second.
  public mutating func ping(timeToLive: UInt16) {
    say(Command.ping(timeToLive: timeToLive))
  }

  mutating func say(_ command: [UInt8]) {
    guard channel != nil else { return output += FrameHeader.command(command) }
    let plain = [CurveChannel.commandFlag] + command
    let length = command.count + CurveChannel.overhead
    let frame = FrameHeader(length: length)
    output += [UInt8](unsafeUninitializedCapacity: frame.byteCount + length) { bytes, count in
      guard let start = bytes.baseAddress else { return }
      frame.write(to: start)
      channel?.seal(plain, count: plain.count, to: start + frame.byteCount)
      count = frame.byteCount + length
    }
  }

  /// The most bytes that `encodeHead` writes for a head of `count` bytes.
  public static func headFrameBytesMax(_ count: Int) -> Int {
    2 * FrameHeader.byteCountMax + CurveChannel.overhead + count
  }

  /// The most bytes by which `sealPayload` writes more than the payload has.
  public static let payloadOverheadMax = FrameHeader.byteCountMax + CurveChannel.overhead

  /// Writes a message's first frame, and where nothing is encrypted the header of its second.
  ///
  /// - Parameters:
  ///   - head: the first part behind one byte that this writes to.
  ///   - count: the bytes of the first part.
  ///   - payloadBytes: the bytes of the second part, which is to follow; nil where there is none.
  ///   - target: has room for `headFrameBytesMax(count)`.
  /// - Returns: the bytes written.
  public mutating func encodeHead(
    _ head: UnsafeMutableRawPointer, count: Int, payloadBytes: Int?,
    to target: UnsafeMutableRawPointer
  ) -> Int {
    let hasMore = payloadBytes != nil
    guard channel != nil else {
      var written = FrameHeader(length: count, hasMore: hasMore).write(to: target)
      (target + written).copyMemory(from: head + 1, byteCount: count)
      written += count
      if let payloadBytes {
        written += FrameHeader(length: payloadBytes).write(to: target + written)
      }
      return written
    }
    head.storeBytes(of: hasMore ? CurveChannel.moreFlag : 0, as: UInt8.self)
    let length = count + CurveChannel.overhead
    let written = FrameHeader(length: length).write(to: target)
    channel?.seal(head, count: count + 1, to: target + written)
    return written + length
  }

  /// Encrypts a message's second part, with its frame's header.
  ///
  /// - Parameters:
  ///   - payload: the part, behind a byte that is 0.
  ///   - count: the bytes of the part.
  ///   - target: has room for `count + payloadOverheadMax`.
  /// - Returns: the bytes written.
  public mutating func sealPayload(
    _ payload: UnsafeRawPointer, count: Int, to target: UnsafeMutableRawPointer
  ) -> Int {
    precondition(channel != nil, "nothing is encrypted by this connection")
    let length = count + CurveChannel.overhead
    let written = FrameHeader(length: length).write(to: target)
    channel?.seal(payload, count: count + 1, to: target + written)
    return written + length
  }
}
