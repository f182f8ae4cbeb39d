/// How long a worker waits between its hellos: twice as long each time, up to a bound, so that a
/// server that comes back is not asked for more than it can answer; and each time multiplied by a
/// factor from ½ to 1, other for every worker and attempt, so that workers that lost their server
/// together do not all come back at once.
///
/// The factor is no random number but a hash of the worker's name and the attempt's number: the same
/// worker waits the same times in every run.
struct Backoff: Sendable {
  /// How many waits have been drawn since the start.
  private(set) var attempts: UInt64 = 0
  private let seed: UInt64

  /// The waits of the worker of this name.
  init(name: String) {
    // FNV-1a, 64 bits (Fowler, Noll, Vo).
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    seed = hash
  }

  /// Starts over with the shortest wait.
  mutating func restart() {
    attempts = 0
  }

  /// The next wait, at least half of what the doubling has come to and less than all of it.
  mutating func next() -> Interval {
    var whole = Limits.helloIntervalMin
    var doublings: UInt64 = 0
    while doublings < attempts, whole < Limits.helloIntervalMax {
      whole = whole * 2
      doublings += 1
    }
    let half = min(whole, Limits.helloIntervalMax).nanoseconds / 2
    let wait = Interval(nanoseconds: half + half.multipliedFullWidth(by: draw()).high)
    attempts += 1
    return wait
  }

  /// 64 bits for this attempt: the output function of SplitMix64 (Steele, Lea, Flood 2014).
  private func draw() -> UInt64 {
    var mixed = seed &+ (attempts &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
