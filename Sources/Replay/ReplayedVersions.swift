import Coordination
import Tensors

/// θ's current version, and older ones as long as an update will still read them.
struct ReplayedVersions {
  private struct Kept {
    let buffer: AlignedBuffer
    let version: UInt64
  }

  /// How long θ is.
  let count: Int
  /// θ as it is now.
  private(set) var current: AlignedBuffer
  private var currentVersion: UInt64 = 0
  /// For each version, the last that is computed from it; nothing where each is computed from the
  /// one before.
  private let lastReaders: [UInt64]
  private var kept: [Kept] = []
  private var free: [AlignedBuffer] = []

  /// Version 0, all zeros.
  init(count: Int, reads log: [AppliedUpdate]) {
    self.count = count
    current = AlignedBuffer(count: count)
    var lastReaders = Array(repeating: UInt64(0), count: log.count)
    for update in log where update.readVersion < UInt64(log.count) {
      lastReaders[Int(update.readVersion)] = update.version
    }
    self.lastReaders = lastReaders
  }

  /// The current version, or an older one that is still to be read.
  func pointer(ofVersion version: UInt64) -> UnsafeMutablePointer<Float> {
    if version == currentVersion { return current.pointer }
    guard let index = kept.firstIndex(where: { $0.version == version }) else {
      preconditionFailure("version \(version) is no longer there")
    }
    return kept[index].buffer.pointer
  }

  /// Memory to write the next version to.
  mutating func takeFree() -> AlignedBuffer {
    free.popLast() ?? AlignedBuffer(count: count)
  }

  /// Takes memory back that nothing of use was written to.
  mutating func giveBack(_ buffer: AlignedBuffer) {
    free.append(buffer)
  }

  /// Makes what was written the current version.
  mutating func makeCurrent(_ buffer: AlignedBuffer, version: UInt64) {
    kept.append(Kept(buffer: current, version: currentVersion))
    current = buffer
    currentVersion = version
    letGo()
  }

  /// Calls the current θ by the next version.
  mutating func renameCurrent(to version: UInt64) {
    let copy = takeFree()
    copy.pointer.update(from: current.pointer, count: count)
    makeCurrent(copy, version: version)
  }

  /// Keeps only what an update to a version after the current one reads.
  private mutating func letGo() {
    for index in kept.indices.reversed() {
      let version = Int(kept[index].version)
      let lastReader = version < lastReaders.count ? lastReaders[version] : 0
      if lastReader <= currentVersion { free.append(kept.remove(at: index).buffer) }
    }
  }
}
