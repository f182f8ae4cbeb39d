import CZlib

/// What gzip has compressed.
enum Gzip {
  static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The expanded bytes of a file of one or more gzip members; their checksums are checked.
  static func expand(_ bytes: [UInt8], path: String) throws(FileError) -> [UInt8] {
    var stream = z_stream()
    // 16 asks for gzip's framing, 15 for the largest window.
    let size = Int32(MemoryLayout<z_stream>.size)
    guard inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, size) == Z_OK else {
      throw FileError("can't expand '\(path)': zlib does not start")
    }
    defer { inflateEnd(&stream) }
    var expanded: [UInt8] = []
    // gzip's last four bytes are the length of the last member: right for nearly all files.
    let hint = bytes.suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
    expanded.reserveCapacity(min(hint, bytes.count * 1032))
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    var input = bytes
    let result: Int32 = input.withUnsafeMutableBufferPointer { input in
      stream.next_in = input.baseAddress
      var left = input.count
      while true {
        // zlib counts in 32 bits.
        let portion = min(left, 1 << 30)
        stream.avail_in = uInt(portion)
        let result: Int32 = chunk.withUnsafeMutableBufferPointer { chunk in
          stream.next_out = chunk.baseAddress
          stream.avail_out = uInt(chunk.count)
          return inflate(&stream, Z_NO_FLUSH)
        }
        left -= portion - Int(stream.avail_in)
        expanded.append(contentsOf: chunk[..<(chunk.count - Int(stream.avail_out))])
        if result == Z_STREAM_END {
          if left == 0 { return Z_OK }
          inflateReset(&stream)
        } else if result != Z_OK {
          return result
        }
      }
    }
    guard result == Z_OK else {
      throw FileError(
        result == Z_BUF_ERROR
          ? "can't expand '\(path)': the file is cut short"
          : "can't expand '\(path)': it is not what gzip wrote")
    }
    return expanded
  }
}
