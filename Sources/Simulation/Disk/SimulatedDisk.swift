import Storage

/// A disk in memory with the promises of `Disk` and no other: what was synchronised outlasts a loss
/// of power, and of everything else any part may.
///
/// Each change of names that was not synchronised is kept or lost by itself, whatever came of those
/// before it; so is what was written to each file.
final class SimulatedDisk {
  /// What is wrong with it now.
  enum Trouble: Equatable {
    case none
    /// So many bytes more can be written.
    case full(bytesLeft: Int)
    /// After so many operations one fails.
    case error(afterOperations: Int)
  }

  private struct Name {
    let name: String
    let file: SimulatedFile
  }

  /// One change of names, in one step: each is given to a file or taken away.
  private typealias Change = [(name: String, file: SimulatedFile?)]

  var trouble = Trouble.none
  private(set) var faults = FaultCounts()
  private var entries: [Name] = []
  private var durableEntries: [Name] = []
  private var unsynchronized: [Change] = []
  private var chance: SeededNumbers

  init(chance: SeededNumbers) {
    self.chance = chance
  }

  /// Loses what was not synchronised, or parts of it.
  func losePower() {
    let share = chance.unit()
    for change in unsynchronized where chance.happens(share) {
      for (name, file) in change { Self.set(name, to: file, in: &durableEntries) }
    }
    unsynchronized = []
    // A file with two names stays one file.
    var survivors: [(before: SimulatedFile, after: SimulatedFile)] = []
    entries = []
    for entry in durableEntries {
      if let known = survivors.first(where: { $0.before === entry.file }) {
        entries.append(Name(name: entry.name, file: known.after))
      } else {
        let after = SimulatedFile(entry.file.survivor(&chance))
        survivors.append((entry.file, after))
        entries.append(Name(name: entry.name, file: after))
      }
    }
    durableEntries = entries
  }

  /// What any process would find, if nothing were wrong with the disk.
  var files: [(name: String, bytes: [UInt8])] { entries.map { ($0.name, $0.file.bytes) } }

  private static func index(of name: String, in entries: [Name]) -> Int? {
    entries.firstIndex { $0.name == name }
  }

  private static func set(_ name: String, to file: SimulatedFile?, in entries: inout [Name]) {
    if let index = index(of: name, in: entries) { entries.remove(at: index) }
    guard let file else { return }
    let place = entries.firstIndex { $0.name > name } ?? entries.count
    entries.insert(Name(name: name, file: file), at: place)
  }

  private func file(_ name: String) -> SimulatedFile? {
    Self.index(of: name, in: entries).map { entries[$0].file }
  }

  private func change(_ change: Change) {
    for (name, file) in change { Self.set(name, to: file, in: &entries) }
    unsynchronized.append(change)
  }

  /// Fails an operation whose time it is.
  private func operate(_ what: String) throws(DiskError) {
    guard case .error(let left) = trouble else { return }
    if left > 0 {
      trouble = .error(afterOperations: left - 1)
      return
    }
    trouble = .none
    faults[.diskError] += 1
    throw DiskError("can't \(what): input/output error")
  }
}

extension SimulatedDisk: Disk {
  func create(_ name: String) throws(DiskError) {
    try operate("make \(name)")
    if let file = file(name) {
      file.truncate()
    } else {
      change([(name, SimulatedFile())])
    }
  }

  func append(_ bytes: UnsafeRawBufferPointer, to name: String) throws(DiskError) {
    do throws(DiskError) {
      try operate("write \(name)")
    } catch {
      add(bytes[..<chance.number(in: 0...bytes.count)], to: name)
      throw error
    }
    if case .full(let left) = trouble {
      let count = min(left, bytes.count)
      trouble = .full(bytesLeft: left - count)
      guard count == bytes.count else {
        faults[.diskFull] += 1
        add(bytes[..<count], to: name)
        throw DiskError("can't write \(name): no space left on device")
      }
    }
    add(bytes[...], to: name)
  }

  /// Adds a part of what was to be added: the process was killed meanwhile.
  func appendPart(of bytes: UnsafeRawBufferPointer, to name: String) {
    add(bytes[..<chance.number(in: 0...bytes.count)], to: name)
  }

  private func add(_ bytes: Slice<UnsafeRawBufferPointer>, to name: String) {
    if let file = file(name) { return file.append(bytes) }
    let file = SimulatedFile()
    file.append(bytes)
    change([(name, file)])
  }

  func synchronize(_ name: String) throws(DiskError) {
    guard let file = file(name) else { throw DiskError("there is no \(name)") }
    do throws(DiskError) {
      try operate("synchronise \(name)")
    } catch {
      file.failToSynchronize(losesPages: chance.happens(0.5))
      throw error
    }
    file.synchronize()
  }

  func link(_ name: String, as other: String) throws(DiskError) {
    try operate("link \(name)")
    guard let file = file(name) else { throw DiskError("there is no \(name)") }
    guard self.file(other) == nil else { throw DiskError("there is a \(other) already") }
    change([(other, file)])
  }

  func rename(_ name: String, to other: String) throws(DiskError) {
    try operate("rename \(name)")
    guard let file = file(name) else { throw DiskError("there is no \(name)") }
    // Two names of one file: the system does nothing at all.
    if file === self.file(other) { return }
    change([(name, nil), (other, file)])
  }

  func remove(_ name: String) throws(DiskError) {
    try operate("remove \(name)")
    if file(name) != nil { change([(name, nil)]) }
  }

  func synchronizeFolder() throws(DiskError) {
    try operate("synchronise the folder")
    durableEntries = entries
    unsynchronized = []
  }

  func names() throws(DiskError) -> [String] {
    try operate("read the folder")
    return entries.map(\.name)
  }

  func size(of name: String) throws(DiskError) -> Int? {
    try operate("look at \(name)")
    guard let file = file(name) else { throw DiskError("there is no \(name)") }
    return file.bytes.count
  }

  func contents(of name: String, first count: Int) throws(DiskError) -> [UInt8] {
    Array(try contents(of: name).prefix(count))
  }

  func contents(of name: String) throws(DiskError) -> [UInt8] {
    try operate("read \(name)")
    guard let file = file(name) else { throw DiskError("there is no \(name)") }
    return file.bytes
  }
}
