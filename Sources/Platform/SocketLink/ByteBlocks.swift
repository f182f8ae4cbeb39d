/// Memory for the heads of messages. Blocks of the usual size are used again.
struct ByteBlocks {
  struct Block {
    let start: UnsafeMutableRawPointer
    fileprivate let isUsual: Bool
  }

  private static let usualBytes = 512
  private static let keptMax = 1024

  /// Enough to begin with for the messages of a few peers, so that a steady step asks for none.
  private static let firstCount = 64

  private var free: ContiguousArray<UnsafeMutableRawPointer> = []

  init() {
    free.reserveCapacity(Self.keptMax)
    for _ in 0..<Self.firstCount {
      free.append(.allocate(byteCount: Self.usualBytes, alignment: 16))
    }
  }

  /// A block of at least so many bytes.
  mutating func take(_ count: Int) -> Block {
    guard count <= Self.usualBytes else {
      return Block(start: .allocate(byteCount: count, alignment: 16), isUsual: false)
    }
    let start = free.popLast() ?? .allocate(byteCount: Self.usualBytes, alignment: 16)
    return Block(start: start, isUsual: true)
  }

  mutating func release(_ block: Block) {
    guard block.isUsual, free.count < Self.keptMax else { return block.start.deallocate() }
    free.append(block.start)
  }

  mutating func deallocate() {
    for start in free { start.deallocate() }
    free = []
  }
}
