import Optimizers
import Tensors
import Testing

@testable import Simulation

@Suite("The simulator's own arithmetic")
struct ReferenceTests {
  private var layout: ParameterLayout {
    var layout = ParameterLayout()
    layout.append("0.weight", shape: [1, 2], role: .weight)
    layout.append("0.bias", shape: [1], role: .bias)
    return layout
  }

  /// θ = (3, −4, 1), gradient (6, 0, 8), whose norm of 10 is clipped to 5: (3, 0, 4). With λ = ½ the
  /// penalty adds (1.5, −2) to the weights; at a rate of 0.1 θ becomes (2.55, −3.8, 0.6).
  @Test("judges an update that was worked out by hand, and objects to others")
  func update() {
    let reference = ReferenceUpdate(
      UpdateConfiguration(algorithm: .sgd, clipNorm: 5, regularizer: .l2(0.5)), layout: layout)
    func mistake(_ parameters: [Float]) -> String? {
      reference.mistake(
        from: RunPoint(parameters: [3, -4, 1], state: [], loss: nil),
        to: RunPoint(parameters: parameters, state: [], loss: nil), gradient: [6, 0, 8],
        rate: 0.1, number: 0)
    }
    #expect(mistake([2.55, -3.8, 0.6]) == nil)
    // Clipped after the penalty: (7.5, −2, 8) has the norm 11.15.
    #expect(mistake([2.6637, -3.9103, 0.6413]) != nil)
    #expect(mistake([2.25, -3.8, 0.2]) != nil)
    #expect(mistake([2.55, .nan, 0.6]) != nil)
  }

  /// With one update Adam's moments are (1 − β) g and (1 − β) g², and θ moves by the rate.
  @Test("knows Adam's first step, and what its state becomes")
  func adam() {
    let reference = ReferenceUpdate(
      UpdateConfiguration(algorithm: .adam(beta1: 0.5, beta2: 0.75, epsilon: 0)), layout: layout)
    func mistake(state: [[Float]]) -> String? {
      reference.mistake(
        from: RunPoint(parameters: [1, 1, 1], state: [[0, 0, 0], [0, 0, 0]], loss: nil),
        to: RunPoint(parameters: [0.9, 1.1, 0.9], state: state, loss: nil), gradient: [2, -4, 8],
        rate: 0.1, number: 0)
    }
    #expect(mistake(state: [[1, -2, 4], [1, 4, 16]]) == nil)
    #expect(mistake(state: [[1, -2, 4], [1, 4, 15]]) != nil)
  }

  @Test("knows the exponential function", arguments: [-20.0, -1, 0, 0.3, 1, 5])
  func exponential(x: Double) {
    // By its own differential equation: e^(x+h) / e^(x−h) = e^(2h) ≈ 1 + 2h + 2h² + …
    let h = 1e-3
    let ratio = ReferenceGradient.exponential(x + h) / ReferenceGradient.exponential(x - h)
    #expect((ratio - (1 + 2 * h + 2 * h * h + 4 / 3 * h * h * h)).magnitude < 1e-11)
    #expect(ReferenceGradient.exponential(0) == 1)
  }

  /// With weights and inputs of 0 both classes have the probability ½, whatever the sample.
  @Test("judges a gradient that was worked out by hand, and objects to the full batch's mean")
  func gradient() {
    let reference = ReferenceGradient(
      features: [0, 0, 0, 0, 0, 0], classes: [0, 0], seed: 1)
    let zeros = [Float](repeating: 0, count: 14)
    func mistake(_ slope: Float, lossSum: Double) -> String? {
      var gradient = zeros
      (gradient[12], gradient[13]) = (-slope, slope)
      return reference.mistake(
        in: gradient, lossSum: lossSum, at: zeros, epoch: 0, positions: 0..<1, stepSamples: 2)
    }
    // One of the step's two samples: (½ − 1, ½) / 2; its loss is ln 2.
    #expect(mistake(0.25, lossSum: 0.693_147_18) == nil)
    #expect(mistake(0.125, lossSum: 0.693_147_18) != nil)
    #expect(mistake(0.25, lossSum: 0.5) != nil)
  }
}
