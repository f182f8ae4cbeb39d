/// The hash SHA-256 (FIPS 180-4, §6.2), fed piece by piece.
public struct SHA256: Sendable {
  private var state = SIMD8<UInt32>(
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19)
  /// Bytes that do not fill a block yet.
  private var pending: [UInt8] = []
  private var byteCount: UInt64 = 0

  /// The hash of nothing yet.
  public init() {
    pending.reserveCapacity(Self.blockSize)
  }

  /// Goes on with more bytes.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var start = 0
    if !pending.isEmpty {
      start = min(Self.blockSize - pending.count, bytes.count)
      pending += bytes[..<start]
      guard pending.count == Self.blockSize else { return }
      let block = pending
      pending.removeAll(keepingCapacity: true)
      block.withUnsafeBytes { compress($0, from: 0, blocks: 1) }
    }
    let blocks = (bytes.count - start) / Self.blockSize
    compress(bytes, from: start, blocks: blocks)
    pending += bytes[(start + blocks * Self.blockSize)...]
  }

  /// Goes on with more bytes.
  public mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The 32 bytes of the hash of everything that was fed.
  public consuming func finish() -> [UInt8] {
    let bitCount = byteCount &* 8
    // A one bit, zeros up to 8 bytes before the end of a block, and the length in bits.
    let zeros = (2 * Self.blockSize - 9 - pending.count) % Self.blockSize
    var tail: [UInt8] = [0x80]
    tail += repeatElement(0, count: zeros)
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      tail.append(UInt8(truncatingIfNeeded: bitCount >> shift))
    }
    update(tail)
    var digest: [UInt8] = []
    for index in 0..<8 {
      for shift in stride(from: UInt32(24), through: 0, by: -8) {
        digest.append(UInt8(truncatingIfNeeded: state[index] >> shift))
      }
    }
    return digest
  }

  /// The hash of all of `bytes`.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finish()
  }

  /// The hash of all of `bytes`.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    bytes.withUnsafeBytes { hash($0) }
  }

  private static let blockSize = 64
}

extension SHA256 {
  /// Works `blocks` blocks of 64 bytes into the state.
  private mutating func compress(_ bytes: UnsafeRawBufferPointer, from start: Int, blocks: Int) {
    guard blocks > 0, let base = bytes.baseAddress else { return }
    precondition(start + blocks * Self.blockSize <= bytes.count)
    state = roundConstants.withUnsafeBufferPointer { constants in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 16) { schedule in
        guard let words = schedule.baseAddress, let k = constants.baseAddress else { return state }
        var state = state
        for block in 0..<blocks {
          let place = base + start + block * Self.blockSize
          for index in 0..<16 {
            words[index] = UInt32(
              bigEndian: place.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self))
          }
          state &+= Self.rounds(from: state, words, k)
        }
        return state
      }
    }
  }

  /// The 64 rounds. Eight at a time, so that instead of moving values from variable to variable each
  /// round takes the variables in another order; the schedule W is a ring of 16 words.
  @inline(__always)
  private static func rounds(
    from state: SIMD8<UInt32>, _ w: UnsafeMutablePointer<UInt32>, _ k: UnsafePointer<UInt32>
  ) -> SIMD8<UInt32> {
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    var t = 0
    while t < 64 {
      round(a, b, c, &d, e, f, g, &h, k[t] &+ w[t & 15])
      round(h, a, b, &c, d, e, f, &g, k[t + 1] &+ w[(t + 1) & 15])
      round(g, h, a, &b, c, d, e, &f, k[t + 2] &+ w[(t + 2) & 15])
      round(f, g, h, &a, b, c, d, &e, k[t + 3] &+ w[(t + 3) & 15])
      round(e, f, g, &h, a, b, c, &d, k[t + 4] &+ w[(t + 4) & 15])
      round(d, e, f, &g, h, a, b, &c, k[t + 5] &+ w[(t + 5) & 15])
      round(c, d, e, &f, g, h, a, &b, k[t + 6] &+ w[(t + 6) & 15])
      round(b, c, d, &e, f, g, h, &a, k[t + 7] &+ w[(t + 7) & 15])
      if t < 48 {
        for i in t..<t + 8 { expand(w, i) }
      }
      t += 8
    }
    return SIMD8(a, b, c, d, e, f, g, h)
  }

  /// W[t + 16] = σ₁(W[t + 14]) + W[t + 9] + σ₀(W[t + 1]) + W[t], in the place of W[t].
  @inline(__always)
  private static func expand(_ w: UnsafeMutablePointer<UInt32>, _ t: Int) {
    let x = w[(t + 14) & 15]
    let y = w[(t + 1) & 15]
    let sigma1 = rotated(x, 17) ^ rotated(x, 19) ^ x &>> 10
    let sigma0 = rotated(y, 7) ^ rotated(y, 18) ^ y &>> 3
    w[t & 15] = w[t & 15] &+ sigma1 &+ w[(t + 9) & 15] &+ sigma0
  }

  @inline(__always)
  private static func round(
    _ a: UInt32, _ b: UInt32, _ c: UInt32, _ d: inout UInt32,
    _ e: UInt32, _ f: UInt32, _ g: UInt32, _ h: inout UInt32, _ kw: UInt32
  ) {
    let choice = g ^ e & (f ^ g)
    let majority = a & b | c & (a | b)
    let t1 = h &+ kw &+ choice &+ (rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25))
    d = d &+ t1
    h = t1 &+ majority &+ (rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22))
  }

  @inline(__always)
  private static func rotated(_ x: UInt32, _ count: UInt32) -> UInt32 {
    x &>> count | x &<< (32 &- count)
  }
}

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
private let roundConstants: [UInt32] = [
  0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4,
  0xab1c_5ed5, 0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe,
  0x9bdc_06a7, 0xc19b_f174, 0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f,
  0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da, 0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7,
  0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967, 0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc,
  0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85, 0xa2bf_e8a1, 0xa81a_664b,
  0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070, 0x19a4_c116,
  0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
  0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7,
  0xc671_78f2,
]
