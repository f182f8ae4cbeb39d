import CZlib

/// What gzip has compressed.
enum Gzip {
  /// What a member can be larger than its compressed bytes, at most.
  private static let expansionMax = 1032

  private enum Failure: Error {
    case damaged, cutShort, trailingBytes, tooLarge(room: Int)
  }

  static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The expanded bytes of a file of one or more gzip members, whose checksums are checked. Zeros
  /// after the last of them, with which tapes and some tools fill up a block, are passed over.
  ///
  /// - Parameter room: how many more bytes there is memory for, asked before it is taken.
  static func expand(
    _ bytes: [UInt8], path: String, room: () -> Int
  ) throws(FileError) -> [UInt8] {
    var stream = z_stream()
    // 16 asks for gzip's framing, 15 for the largest window.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, size) == Z_OK else {
      throw FileError("can't expand '\(path)': zlib does not start")
    }
    defer { inflateEnd(&stream) }
    do throws(Failure) {
      return try expand(bytes, &stream, room)
    } catch {
      let reason =
        switch error {
        case .damaged: "it is not what gzip wrote"
        case .cutShort: "the file is cut short"
        case .trailingBytes: "something else follows what gzip wrote"
        case .tooLarge(let room):
          "its \(bytes.count) bytes become more than the \(room) that there is memory for here"
        }
      throw FileError("can't expand '\(path)': \(reason)")
    }
  }

  private static func expand(
    _ bytes: [UInt8], _ stream: inout z_stream, _ room: () -> Int
  ) throws(Failure) -> [UInt8] {
    var expanded: [UInt8] = []
    // gzip's last four bytes are the length of the last member: right for nearly all files.
    let hint = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    var limit = room()
    expanded.reserveCapacity(min(hint, bytes.count * expansionMax, limit))
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    var position = 0
    while true {
      // zlib counts in 32 bits.
      let portion = min(bytes.count - position, 1 << 30)
      var left = 0
      var made = 0
      let result: Int32 = bytes.withUnsafeBufferPointer { input in
        chunk.withUnsafeMutableBufferPointer { output in
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.advanced(by: position))
          stream.avail_in = uInt(portion)
          stream.next_out = output.baseAddress
          stream.avail_out = uInt(output.count)
          let result = inflate(&stream, Z_NO_FLUSH)
          left = Int(stream.avail_in)
          made = output.count - Int(stream.avail_out)
          return result
        }
      }
      position += portion - left
      if expanded.count + made > expanded.capacity {
        // Memory that grows is copied into other memory, and both are held meanwhile.
        limit = room()
        guard expanded.count + made <= limit else { throw .tooLarge(room: limit) }
        expanded.reserveCapacity(min(limit, 2 * (expanded.count + made)))
      }
      expanded.append(contentsOf: chunk[..<made])
      switch result {
      case Z_OK: break
      case Z_STREAM_END:
        let rest = bytes[position...]
        if rest.allSatisfy({ $0 == 0 }) { return expanded }
        guard rest.starts(with: [0x1F, 0x8B]) else { throw .trailingBytes }
        inflateReset(&stream)
      case Z_BUF_ERROR: throw .cutShort
      default: throw .damaged
      }
    }
  }
}
