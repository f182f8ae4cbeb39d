import Coordination
import Testing

@Suite("What validations come to")
struct ValidationHistoryTests {
  /// Losses epoch by epoch, and after each: the best epoch, epochs since it, reductions (after 2).
  @Test("the best, how long ago it was, and how often the rate was reduced")
  func counts() {
    let epochs: [(loss: Double, best: UInt64, since: UInt64, reductions: UInt64)] = [
      (3, 1, 0, 0), (2, 2, 0, 0), (2, 2, 1, 0), (5, 2, 2, 1), (4, 2, 3, 1), (3, 2, 4, 2),
      (1, 7, 0, 2), (1.5, 7, 1, 2), (1.5, 7, 2, 3), (0.5, 10, 0, 3),
    ]
    var history = ValidationHistory()
    for (index, epoch) in epochs.enumerated() {
      history.take(loss: epoch.loss, version: UInt64(index + 1), reducesAfter: 2)
      #expect(history.best?.version == epoch.best)
      #expect(history.countSinceBest == epoch.since)
      #expect(history.reductions == epoch.reductions)
      // The same validation once more, as after a resume, changes nothing.
      let before = history
      history.take(loss: 100, version: UInt64(index + 1), reducesAfter: 2)
      #expect(history == before)
    }
  }

  @Test("nothing is reduced where that is not asked for")
  func neverReduced() {
    var history = ValidationHistory()
    for version in 1...50 as ClosedRange<UInt64> {
      history.take(loss: 1, version: version, reducesAfter: nil)
    }
    #expect(history.reductions == 0 && history.countSinceBest == 49)
  }

  @Test("what can't be is no history")
  func impossible() {
    func make(
      last: UInt64 = 9, best: UInt64 = 3, loss: Double = 1, since: UInt64 = 2,
      reductions: UInt64 = 1, change: UInt64 = 1
    ) -> ValidationHistory? {
      ValidationHistory(
        lastVersion: last, best: .init(version: best, loss: loss), countSinceBest: since,
        reductions: reductions, countSinceChange: change)
    }
    #expect(make() != nil)
    #expect(make(best: 10) == nil)
    #expect(make(loss: .nan) == nil)
    #expect(make(since: 10) == nil)
    #expect(make(reductions: 10) == nil)
    #expect(make(change: 3) == nil)
  }
}
