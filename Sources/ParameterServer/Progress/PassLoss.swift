import Coordination

/// The mean training loss over the steps of the present pass over the data, and of which steps it is.
public struct PassLoss: Equatable, Sendable {
  /// θ's version after the first of its steps.
  public private(set) var first: UInt64 = 0
  /// θ's version after the last of them.
  public private(set) var last: UInt64 = 0
  private var samples = 0.0
  private var lossSum = 0.0

  /// Mean ℓ over the samples of these steps, each at the θ that its gradient came from; nil before
  /// the first step.
  public var mean: Double? { samples > 0 ? lossSum / samples : nil }

  /// Takes a step: with the first of a pass the mean starts anew.
  mutating func add(_ step: StepSummary, stepsPerEpoch: UInt64) {
    let beginsPass = (max(step.version, 1) - 1) % max(stepsPerEpoch, 1) == 0
    if beginsPass || samples == 0 { self = PassLoss(first: step.version) }
    last = step.version
    samples += Double(step.samples)
    lossSum += step.loss * Double(step.samples)
  }

  /// No steps yet.
  init() {}

  private init(first: UInt64) { self.first = first }
}
