import Coordination
import Testing

@testable import Benchmarking

@Suite struct InterleavedTimingTests {
  /// A clock that moves only when it is told to.
  final class ManualClock: Clock {
    var now = Instant(nanoseconds: 1000)
    func pass(_ interval: Interval) { now = now + interval }
  }

  @Test func contendersTakeTurnsAndWarmUpIsNotCounted() {
    let clock = ManualClock()
    var order = ""
    let samples = InterleavedTiming(clock: clock, extent: .repeats(3)).measure([
      {
        order += "a"
        // The first two rounds are slow, as cold caches make them.
        clock.pass(order.count > 4 ? .milliseconds(2) : .seconds(100))
      },
      {
        order += "b"
        clock.pass(.milliseconds(5))
      },
    ])
    #expect(order == "ababababab")
    #expect(samples.map(\.count) == [3, 3])
    #expect(samples[0].median == 0.002 && samples[0].upperQuartile == 0.002)
    #expect(samples[1].minimum == 0.005)
  }

  /// 10 ms a round, 95 ms: ten rounds, the last of which begins after 90 ms.
  @Test func aDurationEndsWithTheRoundThatExceedsIt() {
    let clock = ManualClock()
    let timing = InterleavedTiming(clock: clock, extent: .duration(.milliseconds(95)))
    let samples = timing.measure([{ clock.pass(.milliseconds(10)) }])
    #expect(samples[0].count == 10)
  }

  @Test func slowThingsAreMeasuredAFewTimesAnyway() {
    let clock = ManualClock()
    let timing = InterleavedTiming(clock: clock, extent: .duration(.milliseconds(1)))
    #expect(timing.measure([{ clock.pass(.seconds(10)) }])[0].count == 5)
  }
}
