/// A subtree of the reduction tree: the leaves `index << level ..< (index + 1) << level`.
public struct TreeNode: Hashable, Sendable, CustomStringConvertible {
  /// Height above the leaves, which are at level 0.
  public let level: UInt8
  /// Position among the nodes of its level, from 0.
  public let index: UInt32

  /// The node at this place.
  public init(level: UInt8, index: UInt32) {
    self.level = level
    self.index = index
  }

  /// Such as `2.1`: level 2, the second node of it.
  public var description: String { "\(level).\(index)" }
}

/// The fixed binary tree over the micro-batch indexes along which gradients are summed.
///
/// Float addition is not associative, so the order of a sum decides its bits. This order is a
/// function of the number of micro-batches alone: whoever adds any part of it up arrives at the
/// same bits. Where the number is no power of two, a node whose right half is empty is its left
/// child unchanged.
public struct ReductionTree: Equatable, Sendable {
  /// The number of micro-batches M.
  public let leafCount: Int
  /// The node that covers all leaves.
  public let root: TreeNode

  /// The tree over `leafCount` micro-batches, 1 … `Limits.microBatchesMax`.
  public init(leafCount: Int) {
    precondition((1...Limits.microBatchesMax).contains(leafCount))
    self.leafCount = leafCount
    var level: UInt8 = 0
    while 1 << level < leafCount { level += 1 }
    root = TreeNode(level: level, index: 0)
  }

  /// Whether the node belongs to the tree and covers a leaf.
  public func contains(_ node: TreeNode) -> Bool {
    node.level <= root.level && Int(node.index) << Int(node.level) < leafCount
  }

  /// The leaves below a node of the tree.
  public func leaves(of node: TreeNode) -> Range<Int> {
    let first = Int(node.index) << Int(node.level)
    return first..<min(first + 1 << Int(node.level), leafCount)
  }

  /// The node one level up.
  public func parent(of node: TreeNode) -> TreeNode {
    TreeNode(level: node.level + 1, index: node.index >> 1)
  }

  /// The largest subtree that starts at the range's first leaf and lies within the range.
  ///
  /// Taken again and again from what remains, these are the fewest nodes that make up the range.
  public func largestNode(startingIn range: Range<Int>) -> TreeNode {
    precondition(!range.isEmpty && range.upperBound <= leafCount)
    var node = TreeNode(level: 0, index: UInt32(range.lowerBound))
    while node.level < root.level {
      let up = parent(of: node)
      let leaves = leaves(of: up)
      guard leaves.lowerBound == range.lowerBound, leaves.upperBound <= range.upperBound else {
        break
      }
      node = up
    }
    return node
  }

  /// One instruction for a stack: how parts are put together to the whole, in the tree's order.
  public enum Operation: Equatable, Sendable {
    /// Put the part that starts at this leaf on top.
    case load(firstLeaf: Int)
    /// Replace the two topmost by their sum, the lower one on the left.
    case add
  }

  /// Tells how to sum parts. A node of whose leaves one half is not covered is its other half.
  ///
  /// - Parameters:
  ///   - lengths: for each leaf, how many leaves the part covers that starts there; 0 where none
  ///     does. Each part is a subtree, no two overlap, and there is at least one.
  ///   - body: called with each instruction, in order.
  public func forEachOperation(lengths: [Int], _ body: (Operation) -> Void) {
    let isAny = sum(root, lengths, body)
    precondition(isAny, "there is no part")
  }

  /// - Returns: whether any part lies below the node, so that their sum is on top.
  private func sum(_ node: TreeNode, _ lengths: [Int], _ body: (Operation) -> Void) -> Bool {
    let leaves = leaves(of: node)
    if lengths[leaves.lowerBound] == leaves.count {
      body(.load(firstLeaf: leaves.lowerBound))
      return true
    }
    guard node.level > 0 else { return false }
    let left = TreeNode(level: node.level - 1, index: node.index * 2)
    let right = TreeNode(level: node.level - 1, index: node.index * 2 + 1)
    let isLeft = sum(left, lengths, body)
    let isRight = contains(right) && sum(right, lengths, body)
    if isLeft && isRight { body(.add) }
    return isLeft || isRight
  }
}
