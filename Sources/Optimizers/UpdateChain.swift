/// The transforms of one step, in their order:
///
///     d ← g → clip → coupled λ∇Ω(θ) → algorithm → · η → decoupled λ∇Ω(θ)
///
/// AdamW's own decay is a decoupled penalty of η · decay.
struct UpdateChain {
  private enum Algorithm {
    case sgd
    case momentum(Momentum)
    case nesterov(NesterovMomentum)
    case adam(AdaptiveMoments)
  }

  private let clip: Scaling?
  private let coupled: Penalty
  private let algorithm: Algorithm
  private let rate: Scaling
  private let decoupled: Penalty
  private let penaltyMap: PenaltyMap

  /// The chain of step `step`, counted from 0, with the rate η of that step; `clip` is the factor
  /// that the gradient's norm calls for.
  init(
    _ configuration: UpdateConfiguration, step: UInt64, rate: Float, clip: Scaling?,
    penaltyMap: PenaltyMap
  ) {
    self.clip = clip
    self.rate = Scaling(factor: rate)
    self.penaltyMap = penaltyMap
    let penalty = Penalty(
      l1: configuration.regularizer.l1Coefficient, l2: configuration.regularizer.l2Coefficient)
    var decay: Float = 0
    switch configuration.algorithm {
    case .sgd:
      algorithm = .sgd
    case .momentum(let coefficient):
      algorithm = .momentum(Momentum(coefficient: coefficient))
    case .nesterov(let coefficient):
      algorithm = .nesterov(NesterovMomentum(coefficient: coefficient))
    case .adam(let beta1, let beta2, let epsilon):
      algorithm = .adam(
        AdaptiveMoments(beta1: beta1, beta2: beta2, epsilon: epsilon, t: step + 1))
    case .adamW(let beta1, let beta2, let epsilon, let weightDecay):
      algorithm = .adam(
        AdaptiveMoments(beta1: beta1, beta2: beta2, epsilon: epsilon, t: step + 1))
      decay = rate * weightDecay
    }
    coupled = configuration.decoupled ? Penalty(l1: 0, l2: 0) : penalty
    decoupled =
      configuration.decoupled
      ? Penalty(l1: penalty.l1, l2: penalty.l2 + decay) : Penalty(l1: 0, l2: decay)
  }

  /// Turns the gradient of a block, in `direction`, into what is subtracted from θ. `direction`
  /// holds just the block; `parameters` and the state vectors that the algorithm has are whole.
  func run(
    _ direction: UnsafeMutablePointer<Float>, block: Range<Int>,
    parameters: UnsafePointer<Float>, firstState: UnsafeMutablePointer<Float>?,
    secondState: UnsafeMutablePointer<Float>?
  ) {
    clip?.transform(direction, count: block.count)
    add(coupled, to: direction, block: block, at: parameters)
    switch (algorithm, firstState, secondState) {
    case (.momentum(let momentum), let velocity?, _):
      momentum.transform(
        direction, velocity: velocity + block.lowerBound, count: block.count)
    case (.nesterov(let nesterov), let velocity?, _):
      nesterov.transform(
        direction, velocity: velocity + block.lowerBound, count: block.count)
    case (.adam(let moments), let first?, let second?):
      moments.transform(
        direction, firstMoment: first + block.lowerBound,
        secondMoment: second + block.lowerBound, count: block.count)
    case (.sgd, _, _):
      break
    case (.momentum, nil, _), (.nesterov, nil, _), (.adam, _, _):
      preconditionFailure("the algorithm's state is missing")
    }
    rate.transform(direction, count: block.count)
    add(decoupled, to: direction, block: block, at: parameters)
  }

  private func add(
    _ penalty: Penalty, to direction: UnsafeMutablePointer<Float>, block: Range<Int>,
    at parameters: UnsafePointer<Float>
  ) {
    if penalty.isZero { return }
    penaltyMap.forEachPenalized(in: block) { part in
      penalty.transform(
        direction + (part.lowerBound - block.lowerBound), at: parameters + part.lowerBound,
        count: part.count)
    }
  }
}
