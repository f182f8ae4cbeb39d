import Wire

/// The memory of θ's versions: the current one, and others that are written to in turn once their
/// last message has left. Two are enough unless a worker is slow to take its copy.
struct ParameterVersions<Buffer: LinkBuffer> {
  private var buffers: [Buffer]
  private var currentIndex = 0
  /// The current version's, once it has been asked for.
  private var knownChecksum: PayloadChecksum?

  init(first: Buffer) {
    buffers = [first]
  }

  /// The current version; no one writes to it.
  var current: Buffer { buffers[currentIndex] }

  /// Of the current version; computed once for all workers that it is sent to.
  mutating func checksum() -> PayloadChecksum {
    if let knownChecksum { return knownChecksum }
    let checksum = PayloadChecksum(of: current.floats)
    knownChecksum = checksum
    return checksum
  }

  var currentPointer: UnsafeMutablePointer<Float> { pointer(of: currentIndex) }

  func pointer(of index: Int) -> UnsafeMutablePointer<Float> {
    guard let base = buffers[index].floats.baseAddress else {
      preconditionFailure("a buffer without memory")
    }
    return base
  }

  /// The index of a buffer that neither is current nor still being sent; `make` makes one more
  /// where there is none. A worker is never sent a version before it has answered the last, so
  /// there are never more than one a worker and two.
  mutating func takeFree(_ make: () -> Buffer) -> Int {
    for index in buffers.indices where index != currentIndex && !buffers[index].isInFlight {
      return index
    }
    buffers.append(make())
    return buffers.count - 1
  }

  mutating func makeCurrent(_ index: Int) {
    currentIndex = index
    knownChecksum = nil
  }
}
