import Coordination
import Testing

@testable import Simulation

@Suite("Seeded numbers")
struct SeededNumbersTests {
  @Test("are those of SplitMix64")
  func published() {
    // The reference implementation (https://prng.di.unimi.it/splitmix64.c) gives for the seed
    // 1234567 first 6457827717110365317, and that is the state that this row begins in.
    var twin = SeededNumbers(seed: 1_234_567)
    var state: UInt64 = 6_457_827_717_110_365_317
    for _ in 0..<100 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      #expect(twin.next() == z ^ (z >> 31))
    }
  }

  @Test("stay within their bounds and reach them")
  func bounds() {
    var numbers = SeededNumbers(seed: 3)
    var seen: Set<Int> = []
    for _ in 0..<1000 {
      seen.insert(numbers.number(in: 3...7))
      #expect((0..<1).contains(numbers.unit()))
      let interval = numbers.interval(from: .milliseconds(2), to: .milliseconds(300))
      #expect(interval >= .milliseconds(2) && interval <= .milliseconds(300))
      #expect(numbers.interval(upTo: .seconds(2)) < .seconds(2))
      #expect(numbers.interval(from: .seconds(2), to: .seconds(1)) == .seconds(2))
    }
    #expect(seen == [3, 4, 5, 6, 7])
  }

  @Test("draw lengths of each order of magnitude alike")
  func orders() {
    var numbers = SeededNumbers(seed: 4)
    var short = 0
    for _ in 0..<4000
    where numbers.interval(from: .milliseconds(1), to: .milliseconds(1024)) < .milliseconds(32) {
      short += 1
    }
    // Five of eleven doublings lie below 32 ms.
    #expect((1500...2100).contains(short))
  }

  @Test("happen as often as they should")
  func probability() {
    var numbers = SeededNumbers(seed: 5)
    let count = (0..<10_000).count { _ in numbers.happens(0.3) }
    #expect((2800...3200).contains(count))
  }
}
