import Coordination
import TrainingWorker

/// A gradient that can be written down: of micro-batch m of step t, component i is
/// (t + 2m + i + 1)/8 − θᵢ/(m + 3), in this order of operations.
final class LinearWorkload: Workload {
  let fingerprint = DataFingerprint(training: 1, validation: 0)
  let parameterCount: Int
  /// The gradients of this step hold a NaN.
  var spoiltStep: UInt64?

  init(parameterCount: Int) {
    self.parameterCount = parameterCount
  }

  static func gradient(step: UInt64, microBatch: Int, component: Int, at parameter: Float) -> Float
  {
    Float(Int(step) + 2 * microBatch + component + 1) / 8 - parameter / Float(microBatch + 3)
  }

  func computeGradient(
    step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double {
    for index in 0..<parameterCount {
      gradient[index] =
        step == spoiltStep && microBatch == 1
        ? .nan
        : Self.gradient(
          step: step, microBatch: microBatch, component: index, at: parameters[index])
    }
    return 1
  }

  func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally { Tally() }
}
