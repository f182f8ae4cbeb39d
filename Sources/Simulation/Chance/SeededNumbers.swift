import Coordination

/// A row of numbers that a seed alone determines: SplitMix64 (Steele, Lea and Flood 2014). All that
/// happens by chance in a universe is drawn from one of these.
struct SeededNumbers {
  private var state: UInt64

  /// The row of a seed; those of neighbouring seeds have nothing in common.
  init(seed: UInt64) {
    state = seed
    state = next()
  }

  /// 64 random bits.
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number from 0 up to, not including, `bound`.
  mutating func below(_ bound: Int) -> Int {
    Int(next().multipliedFullWidth(by: UInt64(bound)).high)
  }

  /// A number of a range.
  mutating func number(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + below(range.count)
  }

  /// A number from 0 up to, not including, 1.
  mutating func unit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// True as often as `probability` says.
  mutating func happens(_ probability: Double) -> Bool {
    unit() < probability
  }

  /// A length of time between two, each order of magnitude as likely as the other.
  mutating func interval(from low: Interval, to high: Interval) -> Interval {
    let lowest = max(1, low.nanoseconds)
    guard high.nanoseconds > lowest else { return low }
    let doublings = UInt64.bitWidth - (high.nanoseconds / lowest).leadingZeroBitCount
    let base = lowest << UInt64(below(doublings))
    let length = base + UInt64(Double(base) * unit())
    return Interval(nanoseconds: min(length, high.nanoseconds))
  }

  /// A length of time up to a limit, all as likely.
  mutating func interval(upTo limit: Interval) -> Interval {
    Interval(nanoseconds: UInt64(Double(limit.nanoseconds) * unit()))
  }
}
