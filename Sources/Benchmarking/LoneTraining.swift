import Coordination
import Hashing
import Jobs
import Platform
import Replay
import Reports
import Text
import TrainingWorker

/// A process that trains alone: the job's steps one after the other, in one thread, without server,
/// messages, checkpoints and log. What distribution is to be measured against.
public struct LoneTraining {
  private let job: Job
  private let data: JobData
  private let initial: InitialParameters?

  /// A job, its data and, where the job does not draw it, the first θ.
  ///
  /// Whatever its mode, steps follow each other: there is nobody whose gradients could come between.
  public init(_ job: Job, _ data: JobData, initial: InitialParameters? = nil) {
    var sequential = job
    sequential.mode = .sync
    sequential.drop = 0
    sequential.compensate = 0
    self.job = sequential
    self.data = data
    self.initial = initial
  }

  /// Trains, and measures the steps after the warm-up.
  ///
  /// - Parameter isStopped: asked after each step; a run that is stopped has no measurement.
  /// - Throws: where a step can't be computed.
  public func run(
    warmUp: UInt64, steps: UInt64, isStopped: () -> Bool = { false }
  ) throws -> RunMeasurement? {
    let clock = MonotonicClock()
    let workload = TimedWorkload(NetworkWorkload(job, data), clock)
    let replay = Replay(job, data, initial: initial, log: [], workload: workload)
    var begin = clock.now
    while replay.version < warmUp + steps {
      if replay.version == warmUp {
        workload.reset()
        begin = clock.now
      }
      try replay.advance()
      if isStopped() { return nil }
    }
    let time = clock.now - begin
    let schedule = StepSchedule(
      samples: data.training.sampleCount, batch: job.batch, length: .steps(warmUp + steps))
    let samples = (warmUp..<warmUp + steps).reduce(0) { $0 + schedule.samples(inStep: $1) }
    var measurement = RunMeasurement(
      steps: steps, samples: Double(samples), seconds: time.inSeconds)
    var split = TimeSplit()
    split.compute = workload.time / steps
    split.update = time / steps - split.compute
    measurement.split = split
    measurement.between = 0
    measurement.digest = Hexadecimal.text(
      SHA256.hash(UnsafeRawBufferPointer(replay.parameters)))
    return measurement
  }
}

/// A workload, and how long its gradients took.
private final class TimedWorkload: Workload {
  private let workload: NetworkWorkload
  private let clock: MonotonicClock
  /// How long in all.
  private(set) var time = Interval.none

  init(_ workload: NetworkWorkload, _ clock: MonotonicClock) {
    self.workload = workload
    self.clock = clock
  }

  var fingerprint: DataFingerprint { workload.fingerprint }
  var parameterCount: Int { workload.parameterCount }

  func reset() { time = .none }

  func computeGradient(
    step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    let begin = clock.now
    defer { time = time + (clock.now - begin) }
    return workload.computeGradient(
      step: step, microBatch: microBatch, at: parameters, into: gradient)
  }

  func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally {
    workload.evaluate(unit: unit, at: parameters)
  }
}
