import Tensors
import Testing

@Suite struct SummationPlanTests {
  /// Floats whose sum depends on the order: of three sizes and both signs.
  private func buffers(_ number: Int, count: Int) -> [AlignedBuffer] {
    (0..<number).map { source in
      let buffer = AlignedBuffer(count: count + 1)
      for index in 0..<count + 1 {
        let words = Philox.block(
          counter: SIMD4(UInt32(source), UInt32(index), 0, 0), key: SIMD2(7, 0))
        let scale: Float = [1e-6, 1, 1e6][Int(words.y % 3)]
        buffer.pointer[index] = (Float(words.x >> 8) * 0x1p-23 - 1) * scale
      }
      return buffer
    }
  }

  /// (1 + 2²⁴) − 2²⁴ is 0 in floats, since 2²⁴ + 1 rounds to 2²⁴; 1 + (2²⁴ − 2²⁴) is 1.
  @Test func theOrderIsThePlans() {
    let sources = [1, 0x1p24, -0x1p24].map { (value: Float) in
      let buffer = AlignedBuffer(count: 1)
      buffer.pointer[0] = value
      return buffer
    }
    let scratch = AlignedBuffer(count: 4)
    defer { withExtendedLifetime((sources, scratch)) {} }
    var plan = SummationPlan()
    plan.load(sources[0].pointer)
    plan.load(sources[1].pointer)
    plan.add()
    plan.load(sources[2].pointer)
    plan.add()
    #expect(plan.evaluate(0..<1, scratch: scratch.pointer).pointee == 0)
    plan.removeAll()
    plan.load(sources[0].pointer)
    plan.load(sources[1].pointer)
    plan.load(sources[2].pointer)
    plan.add()
    plan.add()
    #expect(plan.evaluate(0..<1, scratch: scratch.pointer).pointee == 1)
  }

  @Test func oneSourceIsNotCopied() {
    let source = AlignedBuffer(count: 8)
    let scratch = AlignedBuffer(count: 1)
    defer { withExtendedLifetime((source, scratch)) {} }
    var plan = SummationPlan()
    plan.load(source.pointer)
    #expect(plan.slotCount == 0)
    #expect(plan.evaluate(3..<8, scratch: scratch.pointer) == UnsafePointer(source.pointer + 3))
  }

  @Test func completenessIsExactlyOneVector() {
    let source = AlignedBuffer(count: 1)
    defer { withExtendedLifetime(source) {} }
    var plan = SummationPlan()
    #expect(!plan.isComplete)
    plan.load(source.pointer)
    #expect(plan.isComplete)
    plan.load(source.pointer)
    #expect(!plan.isComplete)
    plan.add()
    #expect(plan.isComplete)
    plan.removeAll()
    #expect(!plan.isComplete && plan.slotCount == 0)
  }

  /// Random programs against a naive twin that keeps whole arrays on a stack; blocks of odd sizes
  /// and sources that are only 4-byte aligned.
  @Test(arguments: UInt32(0)..<40)
  func randomProgramsAgreeWithTheTwin(seed: UInt32) {
    let count = 203
    let sources = buffers(9, count: count)
    defer { withExtendedLifetime(sources) {} }
    var plan = SummationPlan()
    plan.load(sources[0].pointer)  // What removeAll must forget.
    plan.removeAll()
    var twin: [[Float]] = []
    var deepest = 0
    for instruction in UInt32(0)... {
      let words = Philox.block(counter: SIMD4(instruction, 0, 0, 0), key: SIMD2(seed, 1))
      let isLast = instruction > 30
      if twin.count >= 2 && (isLast || words.x % 2 == 0) {
        plan.add()
        let right = twin.removeLast()
        let left = twin.removeLast()
        twin.append(zip(left, right).map { $0 + $1 })
      } else if !isLast {
        let source = sources[Int(words.y % 9)].pointer + Int(words.z % 2)
        plan.load(source)
        twin.append(Array(UnsafeBufferPointer(start: source, count: count)))
      }
      deepest = max(deepest, twin.count)
      if isLast && twin.count == 1 { break }
    }
    #expect(plan.isComplete && plan.slotCount <= deepest)
    let scratch = AlignedBuffer(count: 64 * plan.slotCount)
    defer { withExtendedLifetime(scratch) {} }
    var sum: [Float] = []
    for lower in stride(from: 0, to: count, by: 64) {
      let block = lower..<min(lower + 64, count)
      let first = plan.evaluate(block, scratch: scratch.pointer)
      sum.append(contentsOf: UnsafeBufferPointer(start: first, count: block.count))
    }
    #expect(sum.map(\.bitPattern) == twin[0].map(\.bitPattern))
  }

  /// A left-deep program (of any length) needs one slot, a balanced one of 2ᵏ sources k.
  @Test func scratchIsAsSmallAsTheShapeAllows() {
    let source = AlignedBuffer(count: 1)
    defer { withExtendedLifetime(source) {} }
    var plan = SummationPlan()
    plan.load(source.pointer)
    for _ in 0..<100 {
      plan.load(source.pointer)
      plan.add()
    }
    #expect(plan.slotCount == 1)
    plan.removeAll()
    func balanced(_ leaves: Int) {
      if leaves == 1 { return plan.load(source.pointer) }
      balanced(leaves / 2)
      balanced(leaves / 2)
      plan.add()
    }
    balanced(64)
    #expect(plan.slotCount == 6)
  }

  @Test func theSerialExecutorCoversEverythingOnce() {
    final class Recorder: RangeTask {
      var parts: [(Int, Range<Int>)] = []
      func run(_ index: Int, _ range: Range<Int>) { parts.append((index, range)) }
    }
    let recorder = Recorder()
    SerialExecutor().forEachRange(of: 1_000, granularity: 64, recorder)
    #expect(recorder.parts.map(\.0) == [0])
    #expect(recorder.parts.map(\.1) == [0..<1_000])
  }
}
