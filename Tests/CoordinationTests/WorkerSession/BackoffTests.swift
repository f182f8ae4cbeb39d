import Testing

@testable import Coordination

@Suite("A worker's waits between hellos")
struct BackoffTests {
  /// 0.25 s, doubled, up to 5 s; of each a half to the whole.
  private static let wholes: [UInt64] = [250, 500, 1000, 2000, 4000, 5000, 5000, 5000]

  private func waits(_ name: String, _ count: Int) -> [Interval] {
    var backoff = Backoff(name: name)
    return (0..<count).map { _ in backoff.next() }
  }

  @Test("double up to a bound, and lie between half of that and all of it")
  func bounds() {
    for number in 0..<1000 {
      for (wait, whole) in zip(waits("worker-\(number)", Self.wholes.count), Self.wholes) {
        #expect(wait >= .milliseconds(whole / 2) && wait < .milliseconds(whole))
      }
    }
    // However long it takes.
    for wait in waits("w", 1000).dropFirst(5) {
      #expect(wait >= .milliseconds(2500) && wait < .seconds(5))
    }
  }

  @Test("grow while the bound is far")
  func grow() {
    // The least of one is the most of the one before.
    let early = waits("w", 5)
    #expect(zip(early, early.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test("are the same for the same worker, and start over when told")
  func deterministic() {
    #expect(waits("w", 20) == waits("w", 20))
    var backoff = Backoff(name: "w")
    for _ in 0..<7 { _ = backoff.next() }
    backoff.restart()
    #expect((0..<20).map { _ in backoff.next() } == waits("w", 20))
  }

  @Test("of workers that lost their server together are spread over the whole range")
  func spread() {
    // Of 1000 workers about 100 in each tenth of the range, give or take three standard deviations.
    var tenths = [Int](repeating: 0, count: 10)
    for number in 0..<1000 {
      let nanoseconds = waits("worker-\(number)", 1)[0].nanoseconds
      tenths[Int((nanoseconds - 125_000_000) / 12_500_000)] += 1
    }
    #expect(tenths.allSatisfy { (72...128).contains($0) }, "\(tenths)")
    // One worker's differ from attempt to attempt.
    let late = waits("w", 100).dropFirst(5)
    #expect(Set(late).count == late.count)
  }
}
