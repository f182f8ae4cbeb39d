import Optimizers
import Storage
import Tensors

/// What the server's shell needs of a job. It does not know what kind of model θ belongs to.
public struct ServedJob {
  /// How θ is divided into tensors.
  public var layout: ParameterLayout
  /// How a gradient moves θ.
  public var update: UpdateConfiguration
  /// How fast, at each step.
  public var schedule: LearningRateSchedule
  /// Where the run starts from.
  public var start: Start

  /// Where a run starts from.
  public enum Start {
    /// At version 0; the function fills in the initial θ.
    case new((UnsafeMutablePointer<Float>) -> Void)
    /// At a checkpoint: the file's bytes and where in them θ and the optimizer's state lie. Whoever
    /// hands them over keeps no copy, since they can be three times as large as θ.
    case checkpoint([UInt8], CheckpointContents)
  }

  /// A job of these parts.
  public init(
    layout: ParameterLayout, update: UpdateConfiguration, schedule: LearningRateSchedule,
    start: Start
  ) {
    self.layout = layout
    self.update = update
    self.schedule = schedule
    self.start = start
  }

  /// The bytes that a server of such a job needs at least: two versions of θ, of which one is current and
  /// one is written; the optimizer's state, twice where an update may have to be taken back; a copy of θ
  /// and the state for checkpoints; and a gradient.
  public static func bytes(
    parameterCount: Int, optimizer: OptimizerAlgorithm, skipsNonFinite: Bool
  ) -> Int {
    let states = optimizer.stateNames.count
    let vectors = 2 + states * (skipsNonFinite ? 2 : 1) + (1 + states) + 1
    return vectors * parameterCount * MemoryLayout<Float>.stride
  }
}
