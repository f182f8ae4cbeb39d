/// What the measured points say of how the job scales.
struct ScalingAnalysis {
  /// A number of workers, compared with the baseline.
  struct Comparison {
    let summary: PointSummary
    let speedUp: Double
    let speedUpInterval: ConfidenceInterval?

    var workers: Int { summary.point.workers }
    /// Speed-up over workers.
    var efficiency: Double { speedUp / Double(workers) }
    var efficiencyInterval: ConfidenceInterval? {
      speedUpInterval.map {
        ConfidenceInterval(lower: $0.lower / Double(workers), upper: $0.upper / Double(workers))
      }
    }
  }

  /// A law fitted to what was measured.
  struct Fit {
    let fit: ScalingFit
    /// Where s lies.
    let interval: ConfidenceInterval?
  }

  /// The fastest way to run the job in one process.
  let baseline: PointSummary
  /// The process that trains alone.
  let alone: PointSummary?
  /// By kind, ascending by workers.
  private let comparisons: [(kind: ScalingKind, points: [Comparison])]
  private let fits: [(kind: ScalingKind, fit: Fit)]

  /// Nil where there is no baseline.
  init?(_ results: ScaleResults) {
    let alone = PointSummary(results.runs(of: results.plan.alone), results.budget)
    let single = PointSummary(
      results.runs(of: results.plan.point(.strong, workers: 1)), results.budget)
    guard
      let baseline = [alone, single].compactMap({ $0 }).max(by: { $0.throughput < $1.throughput })
    else { return nil }
    self.alone = alone
    self.baseline = baseline
    comparisons = results.plan.kinds.map { kind in
      (
        kind,
        results.plan.workers.compactMap { workers in
          PointSummary(results.runs(of: results.plan.point(kind, workers: workers)), results.budget)
            .map { Self.compare($0, with: baseline) }
        }
      )
    }
    fits = comparisons.compactMap { kind, points in
      Self.fit(kind == .strong ? .amdahl : .gustafson, points, baseline).map { (kind, $0) }
    }
  }

  /// The points of a kind.
  func points(_ kind: ScalingKind) -> [Comparison] {
    comparisons.first { $0.kind == kind }?.points ?? []
  }

  /// The fit of a kind's law; nil where too few points count.
  func fit(_ kind: ScalingKind) -> Fit? { fits.first { $0.kind == kind }?.fit }

  /// Whether the runs show that a point's throughput is another than the baseline's times its workers.
  func differenceFromIdeal(_ point: Comparison) -> MeasuredDifference {
    MeasuredDifference(
      point.summary.throughputs, baseline.throughputs.map { $0 * Double(point.workers) })
  }

  private static func compare(_ summary: PointSummary, with baseline: PointSummary) -> Comparison {
    Comparison(
      summary: summary, speedUp: summary.throughput / baseline.throughput,
      // The baseline's own speed-up is 1 by definition.
      speedUpInterval: summary.point == baseline.point
        ? nil : Bootstrap().interval(of: [summary.throughputs, baseline.throughputs], ratio))
  }

  private static func ratio(_ groups: [[Double]]) -> Double? {
    guard let above = Sample(groups[0]), let below = Sample(groups[1]) else { return nil }
    return above.median / below.median
  }

  private static func fit(
    _ law: ScalingLaw, _ points: [Comparison], _ baseline: PointSummary
  ) -> Fit? {
    let counting = points.filter { !$0.summary.isOversubscribed }
    guard
      let fit = ScalingFit(
        law, counting.map { SpeedUpPoint(workers: $0.workers, speedUp: $0.speedUp) })
    else { return nil }
    let groups = [baseline.throughputs] + counting.map(\.summary.throughputs)
    let interval = Bootstrap().interval(of: groups) { drawn in
      guard let base = Sample(drawn[0])?.median else { return nil }
      return law.serialShare(
        fitting: zip(counting, drawn.dropFirst()).compactMap { point, throughputs in
          Sample(throughputs).map {
            SpeedUpPoint(workers: point.workers, speedUp: $0.median / base)
          }
        })
    }
    return Fit(fit: fit, interval: interval)
  }
}
