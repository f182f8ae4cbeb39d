import Wire

/// The memory of θ's versions: the current one, and others that are written to in turn once their
/// last message has left and no one needs them to compare with. Two are enough unless a worker is
/// slow to take its copy, or versions are retained.
struct ParameterVersions<Buffer: LinkBuffer> {
  private struct Held {
    let buffer: Buffer
    var version: UInt64
    /// How often it was retained and has not been released.
    var retainCount = 0
  }

  private var held: [Held]
  private var currentIndex = 0
  /// The current version's, once it has been asked for.
  private var knownChecksum: PayloadChecksum?

  init(first: Buffer, version: UInt64) {
    held = [Held(buffer: first, version: version)]
  }

  /// The current version; no one writes to it.
  var current: Buffer { held[currentIndex].buffer }

  /// Of the current version; computed once for all workers that it is sent to.
  mutating func checksum() -> PayloadChecksum {
    if let knownChecksum { return knownChecksum }
    let checksum = PayloadChecksum(of: current.floats)
    knownChecksum = checksum
    return checksum
  }

  var currentPointer: UnsafeMutablePointer<Float> { pointer(of: currentIndex) }

  /// How many buffers there are.
  var count: Int { held.count }

  func pointer(of index: Int) -> UnsafeMutablePointer<Float> {
    guard let base = held[index].buffer.floats.baseAddress else {
      preconditionFailure("a buffer without memory")
    }
    return base
  }

  /// The current version or one that is retained.
  func pointer(ofVersion version: UInt64) -> UnsafeMutablePointer<Float> {
    pointer(of: index(ofVersion: version))
  }

  private func index(ofVersion version: UInt64) -> Int {
    if held[currentIndex].version == version { return currentIndex }
    for index in held.indices where held[index].version == version && held[index].retainCount > 0 {
      return index
    }
    preconditionFailure("version \(version) is no longer there")
  }

  /// The index of a buffer that is not current, not being sent and not retained; `make` makes one
  /// more where there is none. A worker is never sent a version before it has been heard from since
  /// the last, so there are never more than one a worker and two.
  mutating func takeFree(_ make: () -> Buffer) -> Int {
    for index in held.indices
    where index != currentIndex && held[index].retainCount == 0 && !held[index].buffer.isInFlight {
      return index
    }
    held.append(Held(buffer: make(), version: 0))
    return held.count - 1
  }

  mutating func makeCurrent(_ index: Int, version: UInt64) {
    currentIndex = index
    held[index].version = version
    knownChecksum = nil
  }

  /// Calls the current θ by another version. Who has retained it keeps it under its name.
  mutating func renameCurrent(to version: UInt64, _ make: () -> Buffer, count: Int) {
    guard held[currentIndex].retainCount > 0 else {
      held[currentIndex].version = version
      return
    }
    let index = takeFree(make)
    pointer(of: index).update(from: currentPointer, count: count)
    makeCurrent(index, version: version)
  }

  mutating func retain(_ version: UInt64) {
    held[index(ofVersion: version)].retainCount += 1
  }

  mutating func release(_ version: UInt64) {
    held[index(ofVersion: version)].retainCount -= 1
  }
}
