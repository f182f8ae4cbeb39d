import Coordination

@testable import Reports

/// Measurements by formulas: what an analysis makes of them is known.
enum ScaleExample {
  static let batch = 100
  /// Seconds of a step of the process alone: 90 ms of gradients, 10 ms of the update.
  static let aloneSeconds = 0.1

  /// By Amdahl's and Gustafson's laws with this serial share, on a machine with so many cores.
  static func results(
    workers: [Int], serialShare: Double, cores: Int, repeats: Int = 3, isReproducible: Bool = true,
    hasSplit: Bool = true, digest: (ScalePoint) -> String = { "\($0.batch)" }
  ) -> ScaleResults {
    let plan = ScalePlan(
      workers: workers, kinds: [.strong, .weak], repeats: repeats, batch: batch, microBatches: 10)
    var results = ScaleResults(
      plan: plan,
      budget: CoreBudget(
        home: .init(name: "<b>home</b>", bootID: "x", cores: cores, slots: 0), hosts: []),
      job: ["data": "digits", "model": "64-10", "mode": "sync", "target-accuracy": 0.9],
      isReproducible: isReproducible, hasTarget: true, warmUp: 2, steps: 50, start: 0)
    for _ in 0..<repeats {
      for point in plan.points {
        results.add(
          measurement(point, serialShare, hasSplit: hasSplit, digest: digest(point)), of: point)
      }
    }
    results.seconds = 12
    return results
  }

  private static func measurement(
    _ point: ScalePoint, _ share: Double, hasSplit: Bool, digest: String
  ) -> RunMeasurement {
    let p = Double(max(1, point.workers))
    let isWeak = point.batch > batch
    let speedUp = (isWeak ? ScalingLaw.gustafson : .amdahl).speedUp(workers: p, serialShare: share)
    let step = aloneSeconds * Double(point.batch) / Double(batch) / speedUp
    var run = RunMeasurement(steps: 50, samples: 50 * Double(point.batch), seconds: 50 * step)
    let work = aloneSeconds * Double(point.batch) / Double(batch) / p
    if hasSplit {
      func interval(_ seconds: Double) -> Interval {
        Interval(nanoseconds: UInt64((seconds * 1e9).rounded()))
      }
      // All that is beyond the ideal, two thirds of it in the wait.
      run.split = TimeSplit(
        pull: .none, compute: interval(0.9 * work), push: interval((step - work) / 3),
        wait: interval((step - work) * 2 / 3), update: interval(0.1 * work))
      run.between = 0
    }
    run.digest = digest
    if point.workers > 0 {
      (run.sentBytes, run.receivedBytes) = (1e6 * p, 1e6 * p)
      run.serverCPU = 0.02
      run.secondsToTarget = 4 / p
      run.stepsToTarget = 40
    }
    return run
  }
}

extension ScaleResults {
  /// The same, with runs of this point whose steps have half as many samples.
  mutating func halveSamples(of point: ScalePoint) {
    var halved = ScaleResults(
      plan: plan, budget: budget, job: job, isReproducible: isReproducible, hasTarget: hasTarget,
      warmUp: warmUp, steps: steps, start: start)
    for runs in runs {
      for var run in runs.measurements {
        if runs.point == point { run.samples /= 2 }
        halved.add(run, of: runs.point)
      }
    }
    self = halved
  }

  /// The same, with the runs of each point as many times slower as these say, in turn.
  func disturbed(_ factors: [Double]) -> ScaleResults {
    var disturbed = ScaleResults(
      plan: plan, budget: budget, job: job, isReproducible: isReproducible, hasTarget: hasTarget,
      warmUp: warmUp, steps: steps, start: start)
    for runs in runs {
      for (index, measurement) in runs.measurements.enumerated() {
        var run = measurement
        run.seconds *= factors[index % factors.count]
        disturbed.add(run, of: runs.point)
      }
    }
    return disturbed
  }
}
