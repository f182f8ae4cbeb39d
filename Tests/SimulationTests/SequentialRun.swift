import Learning

/// The same training as a plain loop: no server, no workers, no messages; the sum and Adam written
/// out.
struct SequentialRun {
  private(set) var parameters: [Float]
  /// Mean ℓ of each step.
  private(set) var losses: [Double] = []
  private var first: [Float]
  private var second: [Float]
  private let run: DigitsRun
  private let computation: BatchComputation

  init(_ run: DigitsRun) {
    self.run = run
    let count = DigitsRun.network.parameterCount
    parameters = Array(repeating: 0, count: count)
    first = parameters
    second = parameters
    computation = BatchComputation(
      network: DigitsRun.network, task: .multiclass,
      capacity: DigitsRun.batch / DigitsRun.microBatches)
    parameters.withUnsafeMutableBufferPointer { parameters in
      if let base = parameters.baseAddress { DigitsRun.fill(base) }
    }
  }

  mutating func train(steps: UInt64) {
    for step in 0..<steps {
      let (gradient, loss) = sum(0..<DigitsRun.microBatches, step: step)
      losses.append(loss / Double(run.sampler.samplesInStep(step)))
      adam(gradient, t: step + 1)
    }
  }

  /// Halves, and halves of halves; M is a power of two here.
  private func sum(_ microBatches: Range<Int>, step: UInt64) -> (gradient: [Float], loss: Double) {
    if microBatches.count == 1 { return gradient(of: microBatches.lowerBound, step: step) }
    let middle = microBatches.lowerBound + microBatches.count / 2
    let left = sum(microBatches.lowerBound..<middle, step: step)
    let right = sum(middle..<microBatches.upperBound, step: step)
    return (zip(left.gradient, right.gradient).map { $0 + $1 }, left.loss + right.loss)
  }

  private func gradient(of microBatch: Int, step: UInt64) -> (gradient: [Float], loss: Double) {
    var samples = Array(repeating: 0, count: DigitsRun.batch)
    var gradient = parameters
    let loss = samples.withUnsafeMutableBufferPointer { samples in
      let count = run.sampler.indexes(step: step, microBatch: microBatch, into: samples)
      return parameters.withUnsafeBufferPointer { parameters in
        gradient.withUnsafeMutableBufferPointer { gradient in
          guard let theta = parameters.baseAddress, let target = gradient.baseAddress else {
            return Double.nan
          }
          return computation.gradient(
            of: UnsafeBufferPointer(rebasing: samples[..<count]), in: run.data.training,
            at: theta, scale: 1 / Float(run.sampler.samplesInStep(step)), into: target)
        }
      }
    }
    return (gradient, loss)
  }

  /// Kingma and Ba 2015, algorithm 1, in float32 but for the two corrections.
  private mutating func adam(_ gradient: [Float], t: UInt64) {
    let (beta1, beta2, epsilon): (Float, Float, Float) = (0.9, 0.999, 1e-8)
    var (power1, power2) = (1.0, 1.0)
    for _ in 0..<t {
      power1 *= Double(beta1)
      power2 *= Double(beta2)
    }
    let firstCorrection = Float(1 / (1 - power1))
    let rootCorrection = Float(1 / (1 - power2).squareRoot())
    for index in parameters.indices {
      let g = gradient[index]
      first[index] = beta1 * first[index] + Float(1 - Double(beta1)) * g
      second[index] = beta2 * second[index] + Float(1 - Double(beta2)) * (g * g)
      let direction =
        (first[index] * firstCorrection) / (second[index].squareRoot() * rootCorrection + epsilon)
      parameters[index] -= DigitsRun.rate * direction
    }
  }
}
