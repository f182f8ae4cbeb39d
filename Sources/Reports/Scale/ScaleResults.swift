import Text

/// All that was measured, and what it was measured with.
public struct ScaleResults: Sendable {
  /// The runs of a point, in the order of the repeats.
  public struct Runs: Equatable, Sendable {
    /// The point.
    public let point: ScalePoint
    /// What each run came to.
    public var measurements: [RunMeasurement]

    /// The runs of a point.
    public init(_ point: ScalePoint, _ measurements: [RunMeasurement] = []) {
      self.point = point
      self.measurements = measurements
    }

    /// Their throughputs.
    var throughputs: [Double] { measurements.map(\.throughput) }
  }

  /// What was to be measured.
  public let plan: ScalePlan
  /// Where it ran.
  public let budget: CoreBudget
  /// The job of one worker, as its file has it.
  public let job: JSON
  /// Whether the job promises the same bits on any number of workers.
  public let isReproducible: Bool
  /// Whether a target could end the runs.
  public let hasTarget: Bool
  /// Steps that are left out at the beginning of each run.
  public let warmUp: UInt64
  /// Steps that are measured.
  public let steps: UInt64
  /// When the first run began, in seconds since 1970.
  public let start: Double
  /// How long all of it took, in seconds.
  public var seconds: Double
  /// Each point once, in the plan's order.
  public private(set) var runs: [Runs]

  /// Nothing measured yet.
  public init(
    plan: ScalePlan, budget: CoreBudget, job: JSON, isReproducible: Bool, hasTarget: Bool,
    warmUp: UInt64, steps: UInt64, start: Double
  ) {
    self.plan = plan
    self.budget = budget
    self.job = job
    self.isReproducible = isReproducible
    self.hasTarget = hasTarget
    self.warmUp = warmUp
    self.steps = steps
    self.start = start
    seconds = 0
    runs = plan.points.map { Runs($0) }
  }

  /// Adds a run.
  public mutating func add(_ measurement: RunMeasurement, of point: ScalePoint) {
    guard let index = runs.firstIndex(where: { $0.point == point }) else {
      preconditionFailure("the plan has no such point")
    }
    runs[index].measurements.append(measurement)
  }

  /// The runs of a point.
  func runs(of point: ScalePoint) -> Runs {
    runs.first { $0.point == point } ?? Runs(point)
  }
}
