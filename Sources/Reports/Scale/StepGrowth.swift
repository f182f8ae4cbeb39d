import Coordination

/// Where the time is that a step took beyond the ideal.
struct StepGrowth {
  /// A part of a step, or what lies between steps.
  enum Part: Equatable {
    case part(TimeSplit.Part)
    case between

    var name: String {
      switch self {
      case .part(let part): part.rawValue
      case .between: "the time between steps"
      }
    }
  }

  /// What a mean step should have taken, in seconds.
  let ideal: Double
  /// What it took.
  let measured: Double
  /// Each part's time beyond its own ideal, the most first; together the difference. Nil where steps
  /// are not split.
  let growths: [(part: Part, seconds: Double)]?

  /// The ideal is the baseline's time for as many samples, divided among the workers.
  init(_ point: PointSummary, baseline: PointSummary) {
    let workers = Double(max(1, point.point.workers))
    let share = point.samplesPerStep / baseline.samplesPerStep / workers
    guard let split = point.split, let between = point.between, let base = baseline.split,
      let baseBetween = baseline.between
    else {
      ideal = baseline.stepSeconds * share
      measured = point.stepSeconds
      growths = nil
      return
    }
    ideal = (base.total.inSeconds + baseBetween) * share
    measured = split.total.inSeconds + between
    growths =
      (TimeSplit.Part.allCases.map { part in
        (Part.part(part), split[part].inSeconds - base[part].inSeconds * share)
      }
      + [(.between, between - baseBetween * share)]).sorted { $0.1 > $1.1 }
  }

  /// Seconds beyond the ideal; below 0 where it was faster.
  var excess: Double { measured - ideal }
}
