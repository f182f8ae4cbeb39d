import Testing

@testable import Coordination

@Suite("How a worker's clock relates to the server's")
struct ClockAlignmentTests {
  @Test("by hand: 100 ahead, 10 there, 10 back, 50 held")
  func byHand() {
    var alignment = ClockAlignment()
    #expect(alignment.best == nil)
    #expect(alignment.interval(fromWorkers: .origin, to: .origin) == nil)
    alignment.take(echo(1000, 1110, 1160), arrivedAt: Instant(nanoseconds: 1070))
    #expect(alignment.best?.offset == 100)
    #expect(alignment.best?.roundTrip.nanoseconds == 20)
    // The worker's 1300 is the server's 1200.
    let its = Instant(nanoseconds: 1300)
    #expect(
      alignment.interval(fromWorkers: its, to: Instant(nanoseconds: 1230))?.nanoseconds == 30)
    #expect(
      alignment.interval(from: Instant(nanoseconds: 1190), toWorkers: its)?.nanoseconds == 10)
    #expect(alignment.interval(from: Instant(nanoseconds: 1201), toWorkers: its) == Interval.none)
  }

  @Test("is at most half a round trip wrong, however the two ways differ", arguments: 0..<200)
  func bound(_ seed: UInt64) throws {
    var random = RandomNumbers(seed: seed)
    let ahead = Int64(bitPattern: random.next()) >> random.below(64)
    var alignment = ClockAlignment()
    var now: Int64 = 1 << 40
    var roundTrips: [UInt64] = []
    for _ in 0..<30 {
      let there = Int64(random.below(1 << random.below(30)))
      let held = Int64(random.below(1_000_000_000))
      let back = Int64(random.below(1 << random.below(30)))
      let received = UInt64(bitPattern: now &+ there &+ ahead)
      let sent = received &+ UInt64(held)
      let arrived = UInt64(now + there + held + back)
      alignment.take(
        echo(UInt64(now), received, sent), arrivedAt: Instant(nanoseconds: arrived))
      roundTrips.append(UInt64(there + back))
      now = Int64(arrived) + Int64(random.below(1_000_000_000))
      let best = try #require(alignment.best)
      #expect(best.roundTrip.nanoseconds == roundTrips.suffix(Limits.clockSamplesMax).min())
      #expect((best.offset &- ahead).magnitude <= (best.roundTrip.nanoseconds + 1) / 2)
    }
  }

  @Test("takes no echo that can't be, and any that can")
  func nonsense() {
    var random = RandomNumbers(seed: 1)
    var alignment = ClockAlignment()
    // Sent before it was received, and an exchange that was shorter than the worker held it.
    alignment.take(echo(0, 100, 99), arrivedAt: Instant(nanoseconds: 1000))
    alignment.take(echo(0, 100, 1101), arrivedAt: Instant(nanoseconds: 1000))
    #expect(alignment.best == nil)
    let extremes: [UInt64] = [0, 1, .max, .max / 2, .max / 2 + 1]
    for _ in 0..<5000 {
      let times = (0..<4).map { _ in random.oneIn(2) ? random.pick(extremes) : random.next() }
      let now = Instant(nanoseconds: times[3])
      alignment.take(echo(times[0], times[1], times[2]), arrivedAt: now)
      _ = alignment.interval(from: now, toWorkers: Instant(nanoseconds: times[0]))
      _ = alignment.interval(fromWorkers: Instant(nanoseconds: times[1]), to: now)
    }
  }

  private func echo(_ serverSent: UInt64, _ received: UInt64, _ sent: UInt64) -> ClockEcho {
    ClockEcho(
      serverSentAt: Instant(nanoseconds: serverSent), receivedAt: Instant(nanoseconds: received),
      sentAt: Instant(nanoseconds: sent))
  }
}
