/// A program for a stack machine that adds vectors in a fixed order: `load` pushes a source, `add`
/// replaces the two topmost, x below y, by x + y.
///
/// Floating-point addition is not associative, so the order is part of the result: a plan is how a
/// reduction tree is told to whoever sums. Emptied and filled again, a plan allocates nothing once
/// it has held as much before.
public struct SummationPlan {
  /// What is added: a source's floats, or an earlier sum in a slot of the scratch.
  private enum Operand {
    case source(UnsafePointer<Float>)
    case slot(Int)
  }

  private struct Addition {
    let left: Operand
    let right: Operand
    let slot: Int
  }

  private var stack: [Operand] = []
  private var additions: [Addition] = []

  /// How many slots of scratch an evaluation needs: the greatest number of sums that are alive at
  /// once.
  public private(set) var slotCount = 0

  /// A plan without instructions.
  public init() {}

  /// Whether the program leaves exactly one vector, which is its result.
  public var isComplete: Bool { stack.count == 1 }

  /// Forgets the program but keeps its memory.
  public mutating func removeAll() {
    stack.removeAll(keepingCapacity: true)
    additions.removeAll(keepingCapacity: true)
    slotCount = 0
  }

  /// Pushes a source, which must stay valid and unchanged as long as the plan is evaluated, and
  /// need not be aligned to more than a float.
  public mutating func load(_ source: UnsafePointer<Float>) {
    stack.append(.source(source))
  }

  /// Adds the two topmost vectors, of which there must be two.
  public mutating func add() {
    precondition(stack.count >= 2, "an addition needs two vectors")
    let right = stack.removeLast()
    let left = stack.removeLast()
    // The sum takes the slot of its place on the stack, which no vector below it can hold.
    let slot = stack.count
    additions.append(Addition(left: left, right: right, slot: slot))
    stack.append(.slot(slot))
    slotCount = max(slotCount, slot + 1)
  }

  /// Sums the elements `block` of the sources and answers where the first of them lies: at the start
  /// of `scratch`, which has room for `slotCount` times the block's length, or in the source itself
  /// where there is nothing to add.
  public func evaluate(
    _ block: Range<Int>, scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    precondition(isComplete, "a plan leaves one vector")
    for addition in additions {
      Self.add(
        Self.address(of: addition.left, in: block, scratch: scratch),
        Self.address(of: addition.right, in: block, scratch: scratch),
        into: scratch + addition.slot * block.count, count: block.count)
    }
    return Self.address(of: stack[0], in: block, scratch: scratch)
  }

  private static func address(
    of operand: Operand, in block: Range<Int>, scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    switch operand {
    case .source(let source): source + block.lowerBound
    case .slot(let slot): UnsafePointer(scratch + slot * block.count)
    }
  }

  /// sum ← left + right; `sum` may be `left` itself.
  private static func add(
    _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
    into sum: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count {
      sum[index] = left[index] + right[index]
    }
  }
}
