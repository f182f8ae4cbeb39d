import Coordination
import RunLog

/// Measures a run from its log, entry by entry.
public struct RunMeasuring: Sendable {
  /// Why a log can't be measured.
  public enum Failure: Error, Equatable, CustomStringConvertible {
    case noSteps(warmUp: UInt64)
    case stepsMissing(logged: UInt64, of: UInt64)
    case noTime

    /// One clause.
    public var description: String {
      switch self {
      case .noSteps(let warmUp):
        "its log has no step after the \(warmUp) of the warm-up"
      case .stepsMissing(let logged, let count):
        "its log has only \(logged) of its \(count) measured steps"
      case .noTime: "its clock did not move forward"
      }
    }
  }

  /// What ends a run before its last step.
  public struct Target: Equatable, Sendable {
    let loss: Double?
    let accuracy: Double?

    /// Targets; nil for none.
    public init(loss: Double?, accuracy: Double?) {
      self.loss = loss
      self.accuracy = accuracy
    }

    func isReached(loss: Double, accuracy: Double?) -> Bool {
      if let least = self.accuracy, let accuracy, accuracy >= least { return true }
      return self.loss.map { loss <= $0 } ?? false
    }
  }

  private let warmUp: UInt64
  private let target: Target
  /// Whether steps follow each other, instead of overlapping.
  private let isSequential: Bool

  private var timeline = LogTimeline()
  private var started: Double?
  private var totalSteps: UInt64 = 0
  private var begin: Double?
  private var end: Double?
  private var lastStep: UInt64 = 0
  private var logged: UInt64 = 0
  private var samples = 0.0
  private var stepSeconds = 0.0
  private var evaluationSeconds = 0.0
  private var pendingEvaluations = 0.0
  private var split: TimeSplit? = TimeSplit()
  /// Nil where some step's log does not say.
  private var traffic: (sent: Double, received: Double)? = (0, 0)
  private var cpuSeconds: Double?
  private var memory: Double?
  private var reached: (time: Double, step: UInt64)?
  private var disturbances: UInt64 = 0

  /// Nothing measured yet.
  ///
  /// - Parameter isSequential: false in the modes in which each push moves θ.
  public init(warmUp: UInt64, target: Target, isSequential: Bool) {
    self.warmUp = warmUp
    self.target = target
    self.isSequential = isSequential
  }

  /// Takes the next entry.
  public mutating func add(_ entry: RunLogEntry) {
    let entry = RunLogEntry(time: timeline.place(entry.time), entry.event)
    switch entry.event {
    case .run(.started(let version, let total, _, _)):
      started = started ?? entry.time
      totalSteps = total
      if version == warmUp { begin = begin ?? entry.time }
    case .run(.stepCompleted(let step)): add(step, at: entry.time)
    case .run(.evaluated(let evaluation)):
      // One after the last step is not in the measured time.
      if begin != nil { pendingEvaluations += evaluation.duration.inSeconds }
      if reached == nil, target.isReached(loss: evaluation.loss, accuracy: evaluation.accuracy) {
        reached = (entry.time, evaluation.version)
      }
    case .resources(let resources):
      cpuSeconds = resources.cpuSeconds
      memory = Double(resources.peakMemoryBytes)
    case .run(.workerLeft), .run(.speculated), .run(.workerJoined):
      if started != nil { disturbances += 1 }
    case .run(.ended(.completed)):
      // Without validation data the target is the training loss, which only the server knows: but for
      // it a run is complete with its last step alone.
      if reached == nil, lastStep < totalSteps { reached = (entry.time, lastStep) }
    default: break
    }
  }

  private mutating func add(_ step: StepSummary, at time: Double) {
    lastStep = step.version
    if step.version == warmUp { begin = time }
    guard step.version > warmUp, begin != nil else { return }
    end = time
    logged += 1
    samples += Double(step.samples)
    stepSeconds += step.duration.inSeconds
    evaluationSeconds += pendingEvaluations
    pendingEvaluations = 0
    split = split.flatMap { sum in step.split.map { sum + $0 } }
    let bytes = step.update.traffic
    traffic =
      bytes == Traffic()
      ? nil
      : traffic.map {
        ($0.sent + Double(bytes.sentBytes), $0.received + Double(bytes.receivedBytes))
      }
  }

  /// What it came to.
  public func measurement() throws(Failure) -> RunMeasurement {
    guard let begin, let end, logged > 0 else { throw .noSteps(warmUp: warmUp) }
    guard logged == lastStep - warmUp else {
      throw .stepsMissing(logged: logged, of: lastStep - warmUp)
    }
    let seconds = end - begin - evaluationSeconds
    guard seconds > 0 else { throw .noTime }
    let count = Double(logged)
    var result = RunMeasurement(steps: logged, samples: samples, seconds: seconds)
    result.split = split.map { $0 / logged }
    if split != nil, isSequential { result.between = (seconds - stepSeconds) / count }
    result.sentBytes = traffic.map { $0.sent / count }
    result.receivedBytes = traffic.map { $0.received / count }
    result.serverCPU = cpuSeconds.map { $0 / Double(lastStep) }
    result.serverMemory = memory
    if let reached, let started {
      result.secondsToTarget = reached.time - started
      result.stepsToTarget = reached.step
    }
    result.disturbances = disturbances
    return result
  }
}
