import Foundation
import Testing

@testable import Learning

/// The losses alone, through a network of one weight per output without bias, so that the logits
/// are the weights themselves.
@Suite struct ModelLossTests {
  private func compute(
    _ task: Task, logits: [Float], targets: Dataset.Targets
  ) -> (loss: Double, gradient: [Float]) {
    let network = Network(
      sizes: [1, logits.count], activation: .identity, outputActivation: .identity, hasBias: false)
    let data = Dataset(sampleCount: 1, featureCount: 1, features: .floats([1]), targets: targets)
    let computation = BatchComputation(network: network, task: task, capacity: 1)
    var gradient = [Float](repeating: .nan, count: logits.count)
    let loss = [0].withUnsafeBufferPointer {
      computation.gradient(of: $0, in: data, at: logits, scale: 1, into: &gradient)
    }
    return (loss, gradient)
  }

  /// −y log σ(f) − (1−y) log(1−σ(f)), with 1 − σ(f) = σ(−f).
  @Test(arguments: [-30, -8, -1, -0.001, 0, 0.25, 3, 17, 30] as [Float], [0, 1] as [UInt16])
  func bernoulli(logit: Float, label: UInt16) {
    let (loss, gradient) = compute(
      .binary, logits: [logit], targets: .classes([label], count: 2))
    let f = Double(logit)
    let exact = label == 1 ? log1p(exp(-f)) : log1p(exp(f))
    #expect((loss - exact).magnitude <= 3e-7 * exact)
    let slope = label == 1 ? -1 / (1 + exp(f)) : 1 / (1 + exp(-f))
    #expect((Double(gradient[0]) - slope).magnitude <= 3e-7 * slope.magnitude)
  }

  @Test(arguments: [-1e4, 1e4, -1e30, 1e30] as [Float], [0, 1] as [UInt16])
  func extremeBernoulliLogitsAreFinite(logit: Float, label: UInt16) {
    let (loss, gradient) = compute(
      .binary, logits: [logit], targets: .classes([label], count: 2))
    // On the wrong side the loss is |f| and the slope ±1, on the right side both are 0.
    let isWrong = (logit > 0) != (label == 1)
    #expect(loss == (isWrong ? Double(logit.magnitude) : 0))
    #expect(gradient[0] == (isWrong ? (label == 1 ? -1 : 1) : 0))
  }

  @Test(arguments: [2, 3, 10, 77, 1000])
  func equalLogitsCostTheLogarithmOfTheirNumber(count: Int) {
    let (loss, gradient) = compute(
      .multiclass, logits: [Float](repeating: 5, count: count),
      targets: .classes([1], count: count))
    #expect((loss - log(Double(count))).magnitude <= 1e-6)
    for (index, value) in gradient.enumerated() {
      let exact = 1 / Double(count) - (index == 1 ? 1 : 0)
      #expect((Double(value) - exact).magnitude <= 1e-7)
    }
  }

  @Test func extremeCategoricalLogitsAreFinite() {
    let right = compute(
      .multiclass, logits: [1e4, -1e4, 0], targets: .classes([0], count: 3))
    #expect(right.loss == 0)
    #expect(right.gradient == [0, 0, 0])
    let wrong = compute(
      .multiclass, logits: [1e4, -1e4, 0], targets: .classes([1], count: 3))
    #expect(wrong.loss == 2e4)
    #expect(wrong.gradient == [1, -1, 0])
  }

  @Test func squaredErrorSumsOverOutputs() {
    // (1 − 0.5)² + (−2 − 1)² + (0 − 4)² = 0.25 + 9 + 16, with slopes 2 (f − y).
    let (loss, gradient) = compute(
      .regression, logits: [1, -2, 0], targets: .values([0.5, 1, 4], width: 3))
    #expect(loss == 25.25)
    #expect(gradient == [1, -6, -8])
  }

  @Test(arguments: Task.allCases)
  func notANumberReachesTheLoss(task: Task) {
    let targets: Dataset.Targets =
      task == .regression
      ? .values([0, 0], width: 2) : .classes([0], count: 2)
    let logits: [Float] = task == .binary ? [.nan] : [1, .nan]
    #expect(compute(task, logits: logits, targets: targets).loss.isNaN)
  }
}
