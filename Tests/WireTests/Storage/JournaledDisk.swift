import Storage

/// A disk in memory that says what it was asked to do, fails when told to, and knows what a loss of
/// power would leave of it.
final class JournaledDisk: Disk {
  /// A file's bytes; the same object under several names where it has several.
  final class File {
    var bytes: [UInt8] = []
    var durable: [UInt8] = []
    /// What the system has thrown away, having failed to make it durable.
    var lost: [Range<Int>] = []
  }

  private(set) var journal: [String] = []
  /// The operation, counted from 0, that fails instead of being done.
  var failing: Int?
  /// Names of what are no files.
  var folders: Set<String> = []
  /// Files that are said to have other lengths than they have.
  var sizes: [String: Int] = [:]
  /// The files of which all bytes were asked for.
  var wholeReads: [String] = []
  private(set) var files: [String: File] = [:]
  private var durableNames: [String: File] = [:]

  private func begin(_ operation: String) throws(DiskError) {
    journal.append(operation)
    if journal.count - 1 == failing { throw DiskError("full") }
  }

  func create(_ name: String) throws(DiskError) {
    try begin("create \(name)")
    files[name] = File()
  }

  func append(_ bytes: UnsafeRawBufferPointer, to name: String) throws(DiskError) {
    do {
      try begin("append \(bytes.count) \(name)")
    } catch {
      // Half of it was written: what a full disk does.
      files[name, default: File()].bytes += bytes.prefix(bytes.count / 2)
      throw error
    }
    if files[name] == nil { files[name] = File() }
    files[name]?.bytes += bytes
  }

  func synchronize(_ name: String) throws(DiskError) {
    guard let file = files[name] else { throw DiskError("no \(name)") }
    do {
      try begin("synchronize \(name)")
    } catch {
      file.lost.append(file.durable.count..<file.bytes.count)
      throw error
    }
    let durable = file.durable
    file.durable = file.bytes
    for range in file.lost {
      for index in range where index >= durable.count { file.durable[index] = 0 }
    }
  }

  func link(_ name: String, as other: String) throws(DiskError) {
    try begin("link \(name) \(other)")
    guard files[other] == nil, let file = files[name] else { throw DiskError("no \(name)") }
    files[other] = file
  }

  func rename(_ name: String, to other: String) throws(DiskError) {
    try begin("rename \(name) \(other)")
    guard let file = files.removeValue(forKey: name) else { throw DiskError("no \(name)") }
    files[other] = file
  }

  func remove(_ name: String) throws(DiskError) {
    try begin("remove \(name)")
    files[name] = nil
  }

  func synchronizeFolder() throws(DiskError) {
    try begin("synchronize-folder")
    durableNames = files
  }

  func names() throws(DiskError) -> [String] { files.keys.sorted() }

  func size(of name: String) throws(DiskError) -> Int? {
    if folders.contains(name) { return nil }
    guard let file = files[name] else { throw DiskError("can't read '\(name)'") }
    return sizes[name] ?? file.bytes.count
  }

  func contents(of name: String, first count: Int) throws(DiskError) -> [UInt8] {
    guard let file = files[name] else { throw DiskError("can't read '\(name)'") }
    return Array(file.bytes.prefix(count))
  }

  func contents(of name: String) throws(DiskError) -> [UInt8] {
    wholeReads.append(name)
    guard let file = files[name] else { throw DiskError("can't read '\(name)'") }
    return file.bytes
  }

  /// What a kill of the process leaves: everything.
  func copy() -> JournaledDisk { copy(of: files) { $0.bytes } }

  /// What a loss of power may leave: only what was made durable; or the new names with what was
  /// durable of their files.
  func afterLossOfPower(keepingNames: Bool) -> JournaledDisk {
    copy(of: keepingNames ? files : durableNames) { $0.durable }
  }

  private func copy(of names: [String: File], _ bytes: (File) -> [UInt8]) -> JournaledDisk {
    let copy = JournaledDisk()
    for (name, file) in names {
      let new = File()
      new.bytes = bytes(file)
      new.durable = new.bytes
      copy.files[name] = new
    }
    copy.durableNames = copy.files
    return copy
  }
}
