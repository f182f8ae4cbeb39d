import Coordination
import ParameterServer

/// Keeps all events of a run.
final class RunRecorder: RunObserver {
  private(set) var events: [RunEvent] = []

  func observe(_ event: RunEvent, at now: Instant) {
    events.append(event)
  }

  var losses: [Double] {
    events.compactMap { event in
      if case .stepCompleted(let summary) = event { summary.loss } else { nil }
    }
  }

  var evaluations: [EvaluationSummary] {
    events.compactMap { event in
      if case .evaluated(let summary) = event { summary } else { nil }
    }
  }

  /// The reasons for which workers left, and how many units each left behind.
  var departures: [(reason: DepartureReason, reassigned: Int)] {
    events.compactMap { event in
      if case .workerLeft(_, _, let reason, let reassigned) = event {
        (reason, reassigned)
      } else {
        nil
      }
    }
  }

  var samplesOfSteps: [Int] {
    events.compactMap { event in
      if case .stepCompleted(let summary) = event { summary.samples } else { nil }
    }
  }
}
