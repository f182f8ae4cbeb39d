import Optimizers
import Tensors

/// A θ, double-buffered, with random gradients to move it.
final class UpdateBench {
  let layout: ParameterLayout
  let update: ParameterUpdate
  private(set) var outcome = UpdateOutcome(gradientNorm: nil, isFinite: true)
  private var current: AlignedBuffer
  private var next: AlignedBuffer
  private let gradients: [AlignedBuffer]
  private let offset: Int
  private var plan = SummationPlan()

  /// `offset` floats of misalignment, for θ and gradients alike.
  init(
    _ configuration: UpdateConfiguration, layout: ParameterLayout, parameters: [Float],
    gradientCount: Int = 2, concurrency: Int = 1, offset: Int = 0
  ) {
    self.layout = layout
    self.offset = offset
    update = ParameterUpdate(configuration, layout: layout, concurrency: concurrency)
    current = AlignedBuffer(count: layout.count + offset)
    next = AlignedBuffer(count: layout.count + offset)
    gradients = (0..<gradientCount).map { _ in AlignedBuffer(count: layout.count + offset) }
    for (index, parameter) in parameters.enumerated() {
      current.pointer[offset + index] = parameter
    }
  }

  /// θ.
  var parameters: [Float] { Array(current.floats[offset...]) }

  /// θ's bits.
  var bits: [UInt32] { parameters.map(\.bitPattern) }

  /// One step with the given gradients, summed from the first.
  func apply(
    step: UInt64, rate: Float, gradients values: [[Float]],
    executor: some RangeExecutor = SerialExecutor()
  ) {
    plan.removeAll()
    for (source, vector) in values.enumerated() {
      for (index, value) in vector.enumerated() {
        gradients[source].pointer[offset + index] = value
      }
      plan.load(gradients[source].pointer + offset)
      if source > 0 { plan.add() }
    }
    outcome = update.apply(
      step: step, rate: rate, gradient: plan, current: current.pointer + offset,
      next: next.pointer + offset, executor: executor)
    swap(&current, &next)
  }

  /// `count` floats in −1 ..< 1, the same for the same key.
  static func random(_ count: Int, key: UInt32) -> [Float] {
    (0..<count).map { index in
      let words = Philox.block(counter: SIMD4(UInt32(index), 0, 0, 0), key: SIMD2(key, 0))
      return Float(words.x >> 8) * 0x1p-23 - 1
    }
  }

  /// Two layers with biases whose tensors end within blocks; 4,649 parameters.
  static var twoLayers: ParameterLayout {
    var layout = ParameterLayout()
    layout.append("0.weight", shape: [45, 60], role: .weight)
    layout.append("0.bias", shape: [45], role: .bias)
    layout.append("2.weight", shape: [41, 45], role: .weight)
    layout.append("2.bias", shape: [41], role: .bias)
    layout.append("4.weight", shape: [6, 3], role: .weight)
    return layout
  }

  /// One weight vector, or one bias vector.
  static func vector(_ count: Int, role: ParameterLayout.Role = .weight) -> ParameterLayout {
    var layout = ParameterLayout()
    layout.append("0", shape: [1, count], role: role)
    return layout
  }
}
