import Coordination
import Testing

@Suite("The reduction tree")
struct ReductionTreeTests {
  static let sizes = Array(1...40) + [63, 64, 65, 1000, 1024]

  /// Taken one after the other from what remains.
  private func cover(_ range: Range<Int>, _ tree: ReductionTree) -> [TreeNode] {
    var nodes: [TreeNode] = []
    var rest = range
    while !rest.isEmpty {
      let node = tree.largestNode(startingIn: rest)
      nodes.append(node)
      rest = tree.leaves(of: node).upperBound..<range.upperBound
    }
    return nodes
  }

  @Test("the root covers all leaves, and no node below it does unless they are the same")
  func root() {
    for size in Self.sizes {
      let tree = ReductionTree(leafCount: size)
      #expect(tree.leaves(of: tree.root) == 0..<size)
      #expect(tree.root.index == 0)
      #expect(tree.root.level == 0 || 1 << (Int(tree.root.level) - 1) < size)
    }
  }

  @Test("the nodes of a range are disjoint, whole, and none can be larger", arguments: 1...40)
  func covers(_ size: Int) {
    let tree = ReductionTree(leafCount: size)
    for lower in 0..<size {
      for upper in lower + 1...size {
        var next = lower
        for node in cover(lower..<upper, tree) {
          let leaves = tree.leaves(of: node)
          #expect(tree.contains(node))
          #expect(leaves.lowerBound == next && leaves.upperBound <= upper)
          next = leaves.upperBound
          if node != tree.root {
            let above = tree.leaves(of: tree.parent(of: node))
            #expect(above.lowerBound < lower || above.upperBound > upper)
          }
        }
        #expect(next == upper)
      }
    }
  }

  @Test("an aligned range of a power of two is one node")
  func aligned() {
    let tree = ReductionTree(leafCount: 32)
    #expect(cover(4..<8, tree) == [TreeNode(level: 2, index: 1)])
    #expect(cover(0..<32, tree) == [TreeNode(level: 5, index: 0)])
    // 1 ..< 7 = {1} {2, 3} {4, 5} {6}.
    #expect(
      cover(1..<7, tree) == [
        TreeNode(level: 0, index: 1), TreeNode(level: 1, index: 1), TreeNode(level: 1, index: 2),
        TreeNode(level: 0, index: 6),
      ])
    // Of 5 leaves the last is a whole right half.
    let ragged = ReductionTree(leafCount: 5)
    #expect(
      cover(3..<5, ragged) == [TreeNode(level: 0, index: 3), TreeNode(level: 2, index: 1)])
  }

  @Test("what lies outside is no node of it")
  func outside() {
    let tree = ReductionTree(leafCount: 5)
    for (level, index, isInside) in [
      (0, 4, true), (0, 5, false), (1, 2, true), (1, 3, false), (2, 1, true), (2, 2, false),
      (3, 0, true), (3, 1, false), (4, 0, false), (255, 0, false),
    ] as [(UInt8, UInt32, Bool)] {
      #expect(tree.contains(TreeNode(level: level, index: index)) == isInside)
    }
    #expect(!tree.contains(TreeNode(level: 0, index: .max)))
  }

  /// The sum of a range whose size in a full tree would be a power of two: left half, then right.
  private func naiveSum(_ values: ArraySlice<Float>, span: Int) -> Float {
    if span == 1 { return values[values.startIndex] }
    let middle = values.startIndex + span / 2
    if values.endIndex <= middle { return naiveSum(values, span: span / 2) }
    return naiveSum(values[..<middle], span: span / 2)
      + naiveSum(values[middle...], span: span / 2)
  }

  @Test(
    "parts of any division add up to the same bits as the recursive sum of all", arguments: sizes)
  func sums(_ size: Int) throws {
    let tree = ReductionTree(leafCount: size)
    var random = RandomNumbers(seed: UInt64(size))
    var span = 1
    while span < size { span *= 2 }
    for _ in 0..<20 {
      // Magnitudes from 2⁻³⁰ to 2³⁰ of both signs: here almost every order has other bits.
      let values = (0..<size).map { _ in
        (Float(random.below(1 << 24)) / Float(1 << 24) + 0.5)
          * Float(
            sign: random.oneIn(2) ? .minus : .plus, exponent: random.below(60) - 30, significand: 1)
      }
      let expected = naiveSum(values[...], span: span)
      // Any division into ranges, each of which its worker pushes as its largest nodes.
      var lengths = Array(repeating: 0, count: size)
      var parts = Array(repeating: Float.nan, count: size)
      var lower = 0
      while lower < size {
        let upper = lower + 1 + random.below(size - lower)
        for node in cover(lower..<upper, tree) {
          let leaves = tree.leaves(of: node)
          var ownSpan = 1
          while ownSpan < leaves.count { ownSpan *= 2 }
          lengths[leaves.lowerBound] = leaves.count
          parts[leaves.lowerBound] = naiveSum(values[leaves], span: ownSpan)
        }
        lower = upper
      }
      var stack: [Float] = []
      tree.forEachOperation(lengths: lengths) { operation in
        switch operation {
        case .load(let leaf): stack.append(parts[leaf])
        case .add:
          let right = stack.removeLast()
          stack[stack.count - 1] += right
        }
      }
      #expect(stack.count == 1)
      #expect(try #require(stack.first).bitPattern == expected.bitPattern)
    }
  }

  @Test("the order matters for such values, so the test above can fail")
  func orderMatters() {
    let values: [Float] = [1, 1e8, -1e8, 1]
    #expect(naiveSum(values[...], span: 4) == 0)
    #expect(values.reduce(0, +) == 1)
  }
}
