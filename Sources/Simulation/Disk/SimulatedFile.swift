/// A file of a simulated disk, whatever its names: what a process reads of it, and what would be left
/// of it after a loss of power.
final class SimulatedFile {
  /// What was written.
  private(set) var bytes: [UInt8] = []
  /// What is safe.
  private(set) var durable: [UInt8] = []
  /// Parts of `bytes` that the system has thrown away after it could not write them, and which no
  /// later synchronization makes durable, though they are read as if nothing were wrong.
  private var holes: [Range<Int>] = []

  /// A file as it is found after a crash.
  init(_ bytes: [UInt8] = []) {
    self.bytes = bytes
    durable = bytes
  }

  func truncate() {
    bytes = []
    holes = []
  }

  func append(_ more: some Sequence<UInt8>) {
    bytes.append(contentsOf: more)
  }

  func synchronize() {
    durable = bytes
    for hole in holes { durable.replaceSubrange(hole, with: repeatElement(0, count: hole.count)) }
  }

  /// A synchronization fails.
  ///
  /// - Parameter losesPages: whether the system forgets what it could not write, as Linux does
  ///   (Rebello et al. 2020, "Can applications recover from fsync failures?").
  func failToSynchronize(losesPages: Bool) {
    if losesPages, bytes.count > durable.count { holes.append(durable.count..<bytes.count) }
  }

  /// What a loss of power leaves: what is durable, all that was written, or something between.
  func survivor(_ chance: inout SeededNumbers) -> [UInt8] {
    if bytes == durable && holes.isEmpty { return durable }
    switch chance.below(4) {
    case 0: return durable
    case 1 where holes.isEmpty: return bytes
    case 2 where bytes.starts(with: durable):
      // Torn: cut short.
      return Array(bytes[..<chance.number(in: durable.count...bytes.count)])
    case 3 where bytes.starts(with: durable):
      // Torn: as long as it should be, with a part that never reached the disk.
      var torn = bytes
      let start = chance.number(in: durable.count...bytes.count)
      let end = chance.number(in: start...bytes.count)
      torn.replaceSubrange(start..<end, with: repeatElement(0, count: end - start))
      return torn
    default: return durable
    }
  }
}
