import Testing

@testable import Coordination

@Suite("The stream of steps")
struct StepStreamTests {
  @Test("gives out every step once, reopened ones first")
  func order() {
    var stream = StepStream(version: 0, appliedAhead: [])
    #expect(stream.take() == nil)
    stream.extend(to: 4)
    #expect(stream.take() == 0)
    #expect(stream.take() == 1)
    #expect(stream.take() == 2)
    stream.apply(1)
    #expect(stream.appliedAhead == [1])
    stream.reopen(2)
    stream.reopen(0)
    #expect(stream.take() == 0)
    #expect(stream.take() == 2)
    #expect(stream.take() == 3)
    #expect(stream.take() == nil)
    stream.apply(0)
    #expect(stream.firstUnapplied == 2 && stream.appliedAhead.isEmpty)
  }

  @Test("goes on after a resume with what was left out")
  func resumed() {
    // Version 5 is made of steps 0, 1, 2, 4 and 6.
    var stream = StepStream(version: 5, appliedAhead: [4, 6])
    stream.extend(to: 8)
    #expect(stream.firstUnapplied == 3)
    #expect(stream.take() == 3)
    #expect(stream.take() == 5)
    #expect(stream.take() == 7)
    #expect(stream.take() == nil)
    for step: UInt64 in [7, 3, 5] { stream.apply(step) }
    #expect(stream.firstUnapplied == 8 && stream.appliedAhead.isEmpty)
  }

  @Test("applies each step once whatever is taken, reopened and applied", arguments: 0..<200)
  func random(_ seed: UInt64) {
    var random = RandomNumbers(seed: seed)
    let count = UInt64(1 + random.below(30))
    var stream = StepStream(version: 0, appliedAhead: [])
    stream.extend(to: count)
    var inHand: [UInt64] = []
    var applied: [UInt64] = []
    while applied.count < count {
      switch random.below(4) {
      case 0, 1:
        if let step = stream.take() {
          #expect(!inHand.contains(step) && !applied.contains(step))
          inHand.append(step)
        }
      case 2 where !inHand.isEmpty:
        let step = inHand.remove(at: random.below(inHand.count))
        stream.apply(step)
        applied.append(step)
      default:
        if !inHand.isEmpty { stream.reopen(inHand.remove(at: random.below(inHand.count))) }
      }
      let first = (0..<count).first { !applied.contains($0) } ?? count
      #expect(stream.firstUnapplied == first)
      #expect(stream.appliedAhead == applied.filter { $0 > first }.sorted())
      // A server that went on from here would give out just what is missing.
      var resumed = StepStream(version: UInt64(applied.count), appliedAhead: stream.appliedAhead)
      resumed.extend(to: count)
      var rest: [UInt64] = []
      while let step = resumed.take() { rest.append(step) }
      #expect(rest == (0..<count).filter { !applied.contains($0) })
    }
  }
}
