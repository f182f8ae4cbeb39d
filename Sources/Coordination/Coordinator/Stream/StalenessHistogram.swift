/// How stale the applied pushes were: how many updates each had not seen.
public struct StalenessHistogram: Equatable, Sendable {
  /// How many pushes had the staleness of their place: 0, 1, 2 …; the last place counts all that
  /// were as stale as that or more.
  public private(set) var counts: [UInt64]
  /// The greatest staleness seen.
  public private(set) var most: UInt64 = 0
  /// The sum over all pushes.
  public private(set) var sum: UInt64 = 0

  /// No push.
  public init() {
    counts = Array(repeating: 0, count: Limits.stalenessCountsMax)
  }

  /// A histogram that was written down.
  ///
  /// - Parameters:
  ///   - counts: how many pushes had the staleness of their place; beyond the last place that there is,
  ///     all are counted in it.
  ///   - most: the greatest staleness.
  ///   - sum: the sum over all pushes.
  public init(counts: some Collection<UInt64>, most: UInt64, sum: UInt64) {
    self.init()
    for (staleness, count) in counts.enumerated() {
      let place = min(staleness, self.counts.count - 1)
      let (total, isTooMuch) = self.counts[place].addingReportingOverflow(count)
      self.counts[place] = isTooMuch ? .max : total
    }
    self.most = most
    self.sum = sum
  }

  /// How many pushes there were.
  public var total: UInt64 { counts.reduce(0, +) }

  /// The counts up to the last that is not 0.
  public var filled: ArraySlice<UInt64> {
    counts[...(counts.lastIndex { $0 > 0 } ?? 0)]
  }

  /// The mean staleness; nil where there was no push.
  public var mean: Double? { total > 0 ? Double(sum) / Double(total) : nil }

  /// Counts a push.
  public mutating func add(_ staleness: UInt64) {
    counts[Int(min(staleness, UInt64(counts.count - 1)))] += 1
    most = max(most, staleness)
    sum += staleness
  }
}
