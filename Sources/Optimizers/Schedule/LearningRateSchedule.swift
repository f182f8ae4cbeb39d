/// The learning rate of each step: a linear warm-up, then a shape whose clock starts when the
/// warm-up ends.
///
/// No mathematical library is called, so the rates are the same bits on every machine.
public struct LearningRateSchedule: Equatable, Sendable {
  /// How the rate develops; s is the number of steps since the warm-up ended.
  public enum Shape: Equatable, Sendable {
    /// The base rate throughout.
    case constant
    /// base · factor^⌊s / everySteps⌋ (as `torch.optim.lr_scheduler.StepLR`, in steps).
    case step(everySteps: UInt64, factor: Float)
    /// final + ½ (base − final) (1 + cos(π s / S)), S being the steps after the warm-up
    /// (Loshchilov and Hutter 2017, equation 5, without restarts).
    case cosine(finalRate: Float)
    /// base · factor^⌊s / steps of an epoch⌋ (as `torch.optim.lr_scheduler.ExponentialLR`).
    case exponential(factorPerEpoch: Float)
    /// max(base · factor^r, least), r being how often the rate has been reduced because the validation
    /// loss did not fall (as `torch.optim.lr_scheduler.ReduceLROnPlateau`, with a threshold of 0).
    case plateau(factor: Float, leastRate: Float)
  }

  /// The rate that the warm-up rises to and that the shape starts from.
  public var baseRate: Float
  /// How the rate develops after the warm-up.
  public var shape: Shape
  /// Step t of the first `warmupSteps` has the rate base · (t + 1) / warmupSteps (Goyal et al.
  /// 2017, §2.2, from zero).
  public var warmupSteps: UInt64

  /// A schedule; without a warm-up unless given.
  public init(baseRate: Float, shape: Shape = .constant, warmupSteps: UInt64 = 0) {
    self.baseRate = baseRate
    self.shape = shape
    self.warmupSteps = warmupSteps
  }

  /// The rate of step `step`, counted from 0, of a run of `totalSteps` whose epochs have
  /// `stepsPerEpoch` each, after so many reductions, which only a plateau's depends on.
  public func rate(
    atStep step: UInt64, totalSteps: UInt64, stepsPerEpoch: UInt64, reductions: UInt64 = 0
  ) -> Float {
    let base = Double(baseRate)
    if step < warmupSteps {
      return Float(base * Double(step + 1) / Double(warmupSteps))
    }
    let elapsed = step - warmupSteps
    switch shape {
    case .constant:
      return baseRate
    case .step(let everySteps, let factor):
      return Float(base * power(Double(factor), elapsed / max(everySteps, 1)))
    case .cosine(let finalRate):
      let length = totalSteps > warmupSteps ? totalSteps - warmupSteps : 1
      let progress = min(Double(elapsed) / Double(length), 1)
      let final = Double(finalRate)
      return Float(final + 0.5 * (base - final) * (1 + cosine(ofHalfTurns: progress)))
    case .exponential(let factorPerEpoch):
      return Float(base * power(Double(factorPerEpoch), elapsed / max(stepsPerEpoch, 1)))
    case .plateau(let factor, let leastRate):
      return max(Float(base * power(Double(factor), reductions)), min(leastRate, baseRate))
    }
  }
}
