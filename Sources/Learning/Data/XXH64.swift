/// The hash XXH64 with seed 0, fed piece by piece: as fast as memory, and good at telling data
/// apart, but no protection against whoever wants two data to look alike.
///
/// https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md, "XXH64 algorithm description".
struct XXH64 {
  private var lanes = SIMD4<UInt64>(prime1 &+ prime2, prime2, 0, 0 &- prime1)
  /// Bytes that do not fill a stripe yet.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  init() {
    pending.reserveCapacity(stripeSize)
  }

  /// Goes on with an integer's eight bytes, little-endian.
  mutating func update(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { update($0) }
  }

  /// Goes on with more bytes.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(stripeSize - pending.count, bytes.count)
      pending += bytes[..<start]
      guard pending.count == stripeSize else { return }
      let stripe = pending
      pending.removeAll(keepingCapacity: true)
      stripe.withUnsafeBytes { consume($0, from: 0, stripes: 1) }
    }
    let stripes = (bytes.count - start) / stripeSize
    consume(bytes, from: start, stripes: stripes)
    pending += bytes[(start + stripes * stripeSize)...]
  }

  /// Works whole stripes of 32 bytes into the four lanes.
  private mutating func consume(_ bytes: UnsafeRawBufferPointer, from start: Int, stripes: Int) {
    guard stripes > 0, let base = bytes.baseAddress else { return }
    precondition(start + stripes * stripeSize <= bytes.count)
    var (a, b, c, d) = (lanes[0], lanes[1], lanes[2], lanes[3])
    var place = base + start
    for _ in 0..<stripes {
      a = round(a, place.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
      b = round(b, place.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      c = round(c, place.loadUnaligned(fromByteOffset: 16, as: UInt64.self))
      d = round(d, place.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
      place += stripeSize
    }
    lanes = SIMD4(a, b, c, d)
  }

  /// The hash of everything that was fed.
  func finish() -> UInt64 {
    var hash: UInt64
    if byteCount >= UInt64(stripeSize) {
      hash = rotated(lanes[0], 1) &+ rotated(lanes[1], 7)
      hash &+= rotated(lanes[2], 12) &+ rotated(lanes[3], 18)
      for lane in 0..<4 { hash = (hash ^ round(0, lanes[lane])) &* prime1 &+ prime4 }
    } else {
      hash = prime5
    }
    hash &+= byteCount
    pending.withUnsafeBytes { rest in
      var position = 0
      while position + 8 <= rest.count {
        let word = rest.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        hash = rotated(hash ^ round(0, UInt64(littleEndian: word)), 27) &* prime1 &+ prime4
        position += 8
      }
      if position + 4 <= rest.count {
        let word = rest.loadUnaligned(fromByteOffset: position, as: UInt32.self)
        hash = rotated(hash ^ UInt64(UInt32(littleEndian: word)) &* prime1, 23) &* prime2 &+ prime3
        position += 4
      }
      while position < rest.count {
        hash = rotated(hash ^ UInt64(rest[position]) &* prime5, 11) &* prime1
        position += 1
      }
    }
    hash = (hash ^ hash >> 33) &* prime2
    hash = (hash ^ hash >> 29) &* prime3
    return hash ^ hash >> 32
  }
}

private let stripeSize = 32
private let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
private let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
private let prime3: UInt64 = 0x1656_67B1_9E37_79F9
private let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
private let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

@inline(__always)
private func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
  rotated(lane &+ UInt64(littleEndian: word) &* prime2, 31) &* prime1
}

@inline(__always)
private func rotated(_ value: UInt64, _ count: UInt64) -> UInt64 {
  value &<< count | value &>> (64 &- count)
}
