/// What is measured, and in which order.
public struct ScalePlan: Equatable, Sendable {
  /// How many workers, ascending; 1 is always among them, for the baseline.
  public let workers: [Int]
  /// Strong, weak or both.
  public let kinds: [ScalingKind]
  /// How often each point is measured.
  public let repeats: Int
  /// Samples of a step of one worker, and of every step in strong scaling.
  public let batch: Int
  /// Micro-batches of such a step.
  public let microBatches: Int

  /// A plan for these numbers of workers, each at least 1, in any order.
  public init(
    workers: [Int], kinds: [ScalingKind], repeats: Int, batch: Int, microBatches: Int
  ) {
    precondition(workers.allSatisfy { $0 >= 1 } && !kinds.isEmpty && repeats >= 1)
    self.workers = Set(workers + [1]).sorted()
    self.kinds = ScalingKind.allCases.filter { kinds.contains($0) }
    self.repeats = repeats
    self.batch = batch
    self.microBatches = microBatches
  }

  /// The process that trains alone.
  public var alone: ScalePoint { .alone(batch: batch, microBatches: microBatches) }

  /// The point of so many workers; that of one is the same in both kinds.
  public func point(_ kind: ScalingKind, workers: Int) -> ScalePoint {
    let factor = kind == .weak ? workers : 1
    return .launched(
      workers: workers, batch: batch * factor, microBatches: microBatches * factor)
  }

  /// Each point once, the process alone first.
  public var points: [ScalePoint] {
    var points = [alone]
    for kind in kinds {
      for count in workers where !points.contains(point(kind, workers: count)) {
        points.append(point(kind, workers: count))
      }
    }
    return points
  }

  /// The points in the order in which they are measured in one repeat: each repeat begins with the
  /// next one, so that none is always measured after the same other or in the same place.
  public func order(ofRepeat index: Int) -> [ScalePoint] {
    let points = points
    let first = index % points.count
    return Array(points[first...] + points[..<first])
  }
}
