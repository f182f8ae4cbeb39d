import Coordination
import TrainingWorker

/// A task as one worker computes it: it takes the worker's time.
final class SimulatedWork: Workload {
  private let task: TrainingTask
  private let clock: ProcessClock
  private let pace: WorkerPace

  init(_ task: TrainingTask, clock: ProcessClock, pace: WorkerPace) {
    self.task = task
    self.clock = clock
    self.pace = pace
  }

  var fingerprint: DataFingerprint { task.facts.fingerprint }
  var parameterCount: Int { task.parameterCount }

  func computeGradient(
    step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    clock.spend(pace.drawMicroBatchTime())
    return task.gradient(
      step: Int(step), microBatch: microBatch, at: parameters, into: gradient)
  }

  func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally {
    clock.spend(pace.drawMicroBatchTime())
    return task.evaluate(unit: unit, at: parameters)
  }
}

/// How fast a worker's machine is.
final class WorkerPace {
  /// What its micro-batch takes in the mean.
  private let microBatchTime: Interval
  /// How many times longer for now.
  var slowness: UInt64 = 1
  /// How often one takes many times longer.
  var hiccups: Double
  private var chance: SeededNumbers

  init(microBatchTime: Interval, hiccups: Double, chance: SeededNumbers) {
    self.microBatchTime = microBatchTime
    self.hiccups = hiccups
    self.chance = chance
  }

  /// What the next micro-batch takes: from half to one and a half times the mean, now and then much
  /// more.
  func drawMicroBatchTime() -> Interval {
    var mean = microBatchTime * slowness
    if slowness == 1, chance.happens(hiccups) { mean = mean * UInt64(chance.number(in: 3...16)) }
    return Interval(nanoseconds: mean.nanoseconds / 2 + chance.interval(upTo: mean).nanoseconds)
  }
}
