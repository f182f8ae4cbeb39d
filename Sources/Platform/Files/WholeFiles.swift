import Coordination
import Glibc
import Storage
import Text

// Files are read whole, but never more of them than there is memory for.
extension Files {
  /// The bytes of a file of data; one that gzip has compressed is expanded.
  ///
  /// Only a regular file is opened: what several processes are to read, each for itself, can't be a
  /// pipe, which gives its bytes once; and a device may give bytes without end. Nor is one that the
  /// kernel makes up: what is in /proc and the like is about this host, and reading some of it changes
  /// something.
  ///
  /// - Throws: also where the file, or what gzip made it of, is larger than what memory there is.
  public static func contents(of path: String) throws(FileError) -> [UInt8] {
    guard !FileSystem.isKernels(at: path) else {
      throw FileError(
        "can't read '\(path)': the kernel makes it up, as all of /proc and /sys, and data are "
          + "files that are stored")
    }
    let file = try OpenFile(reading: path)
    switch try file.kind() {
    case .regular: break
    case .pipe:
      throw FileError(
        "can't read '\(path)': it is a pipe, which gives its bytes only once, and a run's server and "
          + "workers each read their data: write them into a file first")
    case .folder: throw FileError("can't read '\(path)': it is a folder")
    case .device: throw FileError("can't read '\(path)': it is a device, not a file")
    }
    return try expanded(try bytes(of: file), path: path)
  }

  /// As `contents(of:)`, for data that one process reads once: a pipe is read to its end, too.
  public static func contents(ofFileOrPipe path: String) throws(FileError) -> [UInt8] {
    let file = try OpenFile(reading: path)
    guard try file.kind() == .pipe else { return try contents(of: path) }
    return try expanded(try bytes(of: file), path: path)
  }

  /// The bytes of a file, pipe or terminal as they are.
  ///
  /// - Parameter bytesMax: the most that it may have; by default what memory there is for it.
  public static func rawContents(
    of path: String, bytesMax: Int? = nil
  ) throws(FileError) -> [UInt8] {
    try bytes(of: OpenFile(reading: path), bytesMax: bytesMax)
  }

  /// The bytes of a safetensors file, or of a pipe that one comes through: no more of them than its
  /// header announces, and one, which would be too many.
  ///
  /// - Parameter accept: throws where what the header announces can't be used; the rest is not read then.
  /// - Throws: `FileError` for what can't be read, or is a device, which may give bytes without end;
  ///   `CheckpointError` for a header that is none; what `accept` throws.
  public static func safetensors(
    of path: String, accept: (Safetensors) throws -> Void = { _ in }
  ) throws -> [UInt8] {
    let file = try OpenFile(reading: path)
    let kind = try file.kind()
    switch kind {
    case .regular, .pipe: break
    case .folder: throw FileError("can't read '\(path)': it is a folder")
    case .device: throw FileError("can't read '\(path)': it is a device, not a file")
    }
    let size: Int? = kind == .regular ? try file.size() : nil
    var beginning = try file.bytes(first: 8)
    let dataOffset = try beginning.withUnsafeBytes {
      try Safetensors.dataOffset(ofBeginning: $0, fileByteCount: size ?? .max)
    }
    beginning += try file.bytes(first: dataOffset - beginning.count)
    guard beginning.count == dataOffset else {
      throw CheckpointError.headerCutShort(byteCount: beginning.count, headerEnd: dataOffset)
    }
    let header = try beginning.withUnsafeBytes {
      try Safetensors.decode(beginning: $0, fileByteCount: size)
    }
    try accept(header)
    let (count, overflow) = dataOffset.addingReportingOverflow(header.dataByteCount)
    let available = ThisProcess.availableMemory / 2
    guard !overflow, count <= max(available, Limits.unmeasuredBytesMax) else {
      throw FileError(
        "can't read '\(path)': it has \(overflow ? "too many" : "\(count)") bytes, and there is memory "
          + "for \(available) here")
    }
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count + 1) { buffer, initialized in
      let target = UnsafeMutableRawBufferPointer(buffer)
      target.copyBytes(from: beginning)
      initialized = dataOffset
      do throws(FileError) {
        initialized += try file.read(
          into: UnsafeMutableRawBufferPointer(rebasing: target[dataOffset...]))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  /// The bytes of a file in a folder of ours, as they are.
  public static func regularContents(of path: String) throws(FileError) -> [UInt8] {
    try bytes(of: OpenFile.regular(path))
  }

  /// The text of a small file that people write: in UTF-8 or UTF-16, perhaps with a byte order mark.
  public static func text(of path: String) throws(FileError) -> String {
    let bytes = try rawContents(of: path, bytesMax: Limits.textFileBytesMax)
    do {
      return try TextDecoding.text(bytes)
    } catch {
      throw FileError("can't read '\(path)': \(error)")
    }
  }

  private static func expanded(_ bytes: [UInt8], path: String) throws(FileError) -> [UInt8] {
    guard Gzip.isCompressed(bytes) else { return bytes }
    return try Gzip.expand(bytes, path: path) { ThisProcess.availableMemory / 2 }
  }

  /// Reads to the end. Small files are read without a look at the memory.
  private static func bytes(
    of file: borrowing OpenFile, bytesMax: Int? = nil
  ) throws(FileError) -> [UInt8] {
    let path = file.path
    let size = try file.size()
    func check(_ count: Int, memory: Int) throws(FileError) {
      if let bytesMax, count > bytesMax {
        throw FileError("can't read '\(path)': it has more than the \(bytesMax) bytes allowed")
      }
      guard memory > Limits.unmeasuredBytesMax else { return }
      // What is made of the bytes takes memory, too.
      let available = ThisProcess.availableMemory / 2
      guard memory <= available else {
        throw FileError(
          "can't read '\(path)': it has \(count > size ? "more than " : "")"
            + "\(count > size ? available : size) bytes, and there is memory for \(available) here")
      }
    }
    try check(size, memory: size)
    var failure: FileError?
    var bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      do throws(FileError) {
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
        count = 0
      }
    }
    if let failure { throw failure }
    // A pipe, a file of /proc, or one that grows: its size says nothing.
    guard bytes.count == size else { return bytes }
    var chunk = [UInt8](repeating: 0, count: 65536)
    while true {
      var count = 0
      chunk.withUnsafeMutableBytes { chunk in
        do throws(FileError) {
          count = try file.read(into: chunk)
        } catch {
          failure = error
        }
      }
      if let failure { throw failure }
      if count == 0 { return bytes }
      let next = bytes.count + count
      // Memory that grows is copied into twice as much.
      try check(next, memory: next > bytes.capacity ? 2 * next : 0)
      bytes.append(contentsOf: chunk[..<count])
    }
  }
}
