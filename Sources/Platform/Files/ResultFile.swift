import Glibc

/// A file that results are written to as they come, under the name that the user gave.
///
/// A regular file is put in place whole when it is finished, or not at all: until then nothing that
/// exists is touched, and what was written so far goes with its owner. Where the name is a link, the
/// file that it leads to is replaced, and the link stays. A device or a named pipe is written to.
public final class ResultFile {
  private let path: String
  private let file: OpenFile
  /// What is renamed in the end; nil where there is nothing to rename.
  private let place: (temporary: String, final: String)?
  private var isInPlace = false

  /// Begins to write results to this path.
  public init(_ path: String) throws {
    self.path = path
    var status = stat()
    let isThere = stat(path, &status) == 0
    if isThere, status.st_mode & S_IFMT == S_IFDIR {
      throw FileError("can't write '\(path)': it is a folder")
    }
    guard !isThere || status.st_mode & S_IFMT == S_IFREG else {
      file = try Self.opened(path, isPipe: status.st_mode & S_IFMT == S_IFIFO)
      place = nil
      return
    }
    let final = try Self.target(of: path)
    let temporary = "\(final).\(getpid()).partial"
    unlink(temporary)
    file = try OpenFile(
      new: temporary, permissions: isThere ? status.st_mode & 0o777 : 0o666, as: path)
    place = (temporary, final)
  }

  deinit {
    if let place, !isInPlace { unlink(place.temporary) }
  }

  /// Writes a text file at once.
  public static func write(_ text: String, to path: String) throws {
    let file = try ResultFile(path)
    try file.write(text)
    try file.finish()
  }

  /// Adds to the results.
  ///
  /// - Throws: `OutputError` where it is a pipe whose reader has gone, or a signal that asks for an end
  ///   has come; else a sentence.
  public func write(_ text: String) throws {
    if let signal = Signals.pendingEnd { throw OutputError.interrupted(signal: signal) }
    switch file.writeResults(Array(text.utf8)) {
    case nil: break
    case .failed(let code): throw FileError("write", path, code: code)
    case let other?: throw other
    }
  }

  /// Puts the file in place; it is durable when this returns.
  public func finish() throws {
    guard let place else { return }
    try file.synchronize()
    guard rename(place.temporary, place.final) == 0 else { throw FileError("write", path) }
    isInPlace = true
    try OpenFile(folder: Files.folder(of: place.final)).synchronize()
  }

  /// Opens what is no regular file. A pipe is waited for until someone reads it.
  private static func opened(_ path: String, isPipe: Bool) throws -> OpenFile {
    guard isPipe else { return try OpenFile(writingThrough: path) }
    while true {
      if let file = try OpenFile(writingToPipe: path) { return file }
      if let signal = Signals.pendingEnd { throw OutputError.interrupted(signal: signal) }
      usleep(pipeLookMicroseconds)
    }
  }

  /// How often a pipe that nobody reads is looked at.
  private static let pipeLookMicroseconds: UInt32 = 50_000
  /// Links that are followed, as the system itself does.
  private static let linksMax = 40

  /// The path of the file that a name leads to, which need not be there.
  private static func target(of path: String) throws(FileError) -> String {
    var path = path
    for _ in 0..<linksMax {
      var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
      let count = readlink(path, &bytes, bytes.count)
      guard count >= 0 else { return path }
      let link = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      path = link.hasPrefix("/") ? link : "\(Files.folder(of: path))/\(link)"
    }
    throw FileError("write", path, code: ELOOP)
  }
}
