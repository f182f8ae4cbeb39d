/// Points in their order, of which as many are kept as a plot can show: where there are more,
/// neighbours are merged, two and two, into their mean and range. Points on either side of a break are
/// merged only where there are more breaks than room.
public struct DecimatedSeries: Equatable, Sendable {
  /// Some neighbouring points.
  public struct Bucket: Equatable, Sendable {
    /// Where the first of them lies.
    public var start: Double
    /// Where the last of them lies.
    public var end: Double
    /// How many they are.
    public var count: UInt64
    /// The sum of their values, each times its weight.
    public var weightedSum: Double
    /// The sum of their weights.
    public var weight: Double
    /// The least value.
    public var least: Double
    /// The greatest value.
    public var greatest: Double
    /// Whether a break lies before it.
    public var isAfterBreak = false

    /// Their mean.
    public var mean: Double { weight > 0 ? weightedSum / weight : least }
    /// The place in their middle.
    public var middle: Double { (start + end) / 2 }

    fileprivate func merged(with next: Bucket) -> Bucket {
      Bucket(
        start: start, end: next.end, count: count + next.count,
        weightedSum: weightedSum + next.weightedSum, weight: weight + next.weight,
        least: min(least, next.least), greatest: max(greatest, next.greatest),
        isAfterBreak: isAfterBreak)
    }
  }

  /// How many buckets there are at most.
  public let bucketsMax: Int
  /// The points, merged.
  public private(set) var buckets: [Bucket] = []
  /// How many points a bucket takes in, but for the last.
  public private(set) var pointsPerBucket: UInt64 = 1
  /// Whether a break lies before the next point.
  private var breaksNext = false

  /// A series without points.
  public init(bucketsMax: Int = 400) {
    precondition(bucketsMax >= 2 && bucketsMax.isMultiple(of: 2))
    self.bucketsMax = bucketsMax
  }

  /// Adds a point after all others; one that is not finite is left out.
  public mutating func add(_ place: Double, _ value: Double, weight: Double = 1) {
    guard place.isFinite, value.isFinite, weight.isFinite else { return }
    let point = Bucket(
      start: place, end: place, count: 1, weightedSum: value * weight, weight: weight,
      least: value, greatest: value, isAfterBreak: breaksNext && !buckets.isEmpty)
    breaksNext = false
    if !point.isAfterBreak, let last = buckets.last, last.count < pointsPerBucket {
      buckets[buckets.count - 1] = last.merged(with: point)
      return
    }
    if buckets.count == bucketsMax {
      let merged = Self.merged(buckets, group: 2)
      // Where breaks leave too little room, they give way.
      buckets =
        merged.count <= bucketsMax * 3 / 4
        ? merged
        : stride(from: 0, to: bucketsMax, by: 2).map {
          buckets[$0].merged(with: buckets[$0 + 1])
        }
      // Not twice as many each time: breaks can force any number of mergers.
      pointsPerBucket = buckets.reduce(1) { max($0, $1.count) }
    }
    buckets.append(point)
  }

  /// Takes note that the next point does not follow from the last one.
  public mutating func addBreak() { breaksNext = true }

  /// Up to `group` neighbours in one, none of them with those beyond a break.
  private static func merged(_ buckets: [Bucket], group: Int) -> [Bucket] {
    var merged: [Bucket] = []
    var size = 0
    for bucket in buckets {
      if let last = merged.last, size < group, !bucket.isAfterBreak {
        merged[merged.count - 1] = last.merged(with: bucket)
        size += 1
      } else {
        merged.append(bucket)
        size = 1
      }
    }
    return merged
  }

  /// Takes back the buckets that begin after a place: what a run that went back computes again.
  public mutating func removeAll(after place: Double) {
    while let last = buckets.last, last.start > place { buckets.removeLast() }
  }

  /// About `count` buckets, neighbours merged further: at most `count` and one for each break, or
  /// where there are more breaks than that, `count`.
  public func coarser(_ count: Int) -> [Bucket] {
    let group = (buckets.count + count - 1) / max(1, count)
    guard group > 1 else { return buckets }
    if buckets.count(where: \.isAfterBreak) <= count { return Self.merged(buckets, group: group) }
    return stride(from: 0, to: buckets.count, by: group).map { start in
      buckets[start + 1..<min(start + group, buckets.count)].reduce(buckets[start]) {
        $0.merged(with: $1)
      }
    }
  }
}
