import Coordination

/// What a worker computes, once a job is prepared. The same (step, micro-batch, θ) always gives the
/// same bits, on every worker.
public protocol Workload: AnyObject {
  /// Which data it works on.
  var fingerprint: DataFingerprint { get }
  /// How long θ is.
  var parameterCount: Int { get }

  /// Writes the gradient of a micro-batch, as the job's reduction scales it, and answers Σ ℓ over
  /// its samples.
  ///
  /// - Parameters:
  ///   - parameters: θ, aligned to 4 bytes only.
  ///   - gradient: as long as θ; overwritten.
  func computeGradient(
    step: UInt64, microBatch: Int, at parameters: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>
  ) -> Double

  /// Evaluates unit `unit` of the validation data: samples `unit * Limits.evaluationUnitSamples`
  /// and following.
  func evaluate(unit: Int, at parameters: UnsafePointer<Float>) -> Tally
}
