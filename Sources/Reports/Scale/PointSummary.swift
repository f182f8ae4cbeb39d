import Coordination

/// What the runs of one point come to.
struct PointSummary {
  let point: ScalePoint
  /// Samples a second: each run's, their median and its interval.
  let throughputs: [Double]
  let throughput: Double
  let throughputInterval: ConfidenceInterval?
  /// Seconds of a mean step: the median over the runs.
  let stepSeconds: Double
  /// Samples of a mean step: below the batch where an epoch's last is smaller.
  let samplesPerStep: Double
  let isOversubscribed: Bool
  /// Means over the runs; nil where some run has none.
  let split: TimeSplit?
  let between: Double?
  let sentBytes: Double?
  let receivedBytes: Double?
  let serverCPU: Double?
  let serverMemory: Double?
  /// Seconds until the target, of the runs that reached it: their median and its interval.
  let secondsToTarget: Double?
  let targetInterval: ConfidenceInterval?
  let reachedTarget: Int
  let stepsToTarget: UInt64?
  /// How many runs were disturbed.
  let disturbed: Int
  /// The digests of the runs, each once.
  let digests: [String]

  /// Nil where nothing was measured.
  init?(_ runs: ScaleResults.Runs, _ budget: CoreBudget) {
    let measurements = runs.measurements
    guard let sample = Sample(runs.throughputs) else { return nil }
    point = runs.point
    throughputs = runs.throughputs
    throughput = sample.median
    throughputInterval = Bootstrap().interval(ofMedian: throughputs)
    stepSeconds = Sample(measurements.map(\.stepSeconds))?.median ?? 0
    samplesPerStep =
      measurements.map(\.samples).reduce(0, +)
      / Double(measurements.map(\.steps).reduce(0, +))
    isOversubscribed = budget.isOversubscribed(runs.point)
    split = Self.mean(measurements.map(\.split))
    between = Self.mean(measurements.map(\.between))
    sentBytes = Self.mean(measurements.map(\.sentBytes))
    receivedBytes = Self.mean(measurements.map(\.receivedBytes))
    serverCPU = Self.mean(measurements.map(\.serverCPU))
    serverMemory = measurements.compactMap(\.serverMemory).max()
    let times = measurements.compactMap(\.secondsToTarget)
    secondsToTarget = Sample(times)?.median
    targetInterval = times.isEmpty ? nil : Bootstrap().interval(ofMedian: times)
    reachedTarget = times.count
    stepsToTarget = measurements.compactMap(\.stepsToTarget).max()
    disturbed = measurements.count { $0.disturbances > 0 }
    digests = Set(measurements.compactMap(\.digest)).sorted()
  }

  private static func mean(_ values: [Double?]) -> Double? {
    let known = values.compactMap { $0 }
    return known.count == values.count ? known.reduce(0, +) / Double(known.count) : nil
  }

  private static func mean(_ values: [TimeSplit?]) -> TimeSplit? {
    let known = values.compactMap { $0 }
    guard known.count == values.count else { return nil }
    return known.isEmpty ? nil : known.reduce(TimeSplit(), +) / UInt64(known.count)
  }
}
