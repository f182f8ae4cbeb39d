import Tensors
import Testing

@testable import Optimizers

@Suite("Corrections of the gradient")
struct GradientCorrectionTests {
  /// θ ← θ − η g' for plain SGD, with g' by hand.
  private func step(
    _ gradient: [Float], parameters: [Float], correction: GradientCorrection,
    clipNorm: Float? = nil
  ) -> [Float] {
    let count = gradient.count
    var layout = ParameterLayout()
    layout.append("0.weight", shape: [1, count], role: .weight)
    let update = ParameterUpdate(
      UpdateConfiguration(algorithm: .sgd, clipNorm: clipNorm), layout: layout, concurrency: 1)
    var next = [Float](repeating: 0, count: count)
    gradient.withUnsafeBufferPointer { gradient in
      parameters.withUnsafeBufferPointer { parameters in
        next.withUnsafeMutableBufferPointer { next in
          guard let from = gradient.baseAddress, let current = parameters.baseAddress,
            let target = next.baseAddress
          else { return }
          var plan = SummationPlan()
          plan.load(from)
          _ = update.apply(
            step: 0, rate: 1, gradient: plan, correction: correction, current: current,
            next: target, executor: SerialExecutor())
        }
      }
    }
    return next
  }

  @Test("a scale multiplies it")
  func scale() {
    let next = step(
      [1, -2, 4], parameters: [10, 10, 10], correction: GradientCorrection(scale: 1.5))
    #expect(next == [8.5, 13, 4])
  }

  @Test("a delay adds λ g⊙g⊙(θ − θ_read)")
  func delay() {
    let read: [Float] = [9, 12, 10]
    let next = read.withUnsafeBufferPointer { read -> [Float] in
      guard let base = read.baseAddress else { return [] }
      return step(
        [1, -2, 4], parameters: [10, 10, 10],
        correction: GradientCorrection(
          delay: GradientCorrection.Delay(coefficient: 0.5, readParameters: base)))
    }
    // 1 + ½·1·1 = 1.5;  −2 + ½·4·(−2) = −6;  4 + ½·16·0 = 4
    #expect(next == [8.5, 16, 6])
  }

  @Test("comes before clipping, which sees what it makes")
  func beforeClipping() {
    // 2 · (3, 4) has the norm 10, and is clipped to 1.
    let next = step(
      [3, 4], parameters: [0, 0], correction: GradientCorrection(scale: 2), clipNorm: 1)
    #expect(next == [-0.6, -0.8])
  }
}
