import Foundation
import Testing

@testable import Learning

/// The two-layer network f(x) = o(V g(W x)) with its gradients by the chain rule.
///
/// With a = W x, h = g(a), c = V h, f = o(c) and e_k = ∂ℓ/∂f_k, which is
/// - regression: 2 (f_k − y_k),
/// - binary: σ(f) − y,
/// - multiclass: softmax(f)_k − [k = y],
///
/// the gradients are, with δ_k = e_k o′(c_k),
///
///     ∂ℓ/∂V_kj = ∂ℓ/∂f_k · ∂f_k/∂c_k · ∂c_k/∂V_kj                       = δ_k h_j
///     ∂ℓ/∂W_ji = Σ_k δ_k · ∂c_k/∂h_j · ∂h_j/∂a_j · ∂a_j/∂W_ji = (Σ_k δ_k V_kj) g′(a_j) x_i
@Suite struct ModelTwoLayerTests {
  /// Whole numbers throughout, so that every figure is exact:
  ///
  ///     x = (1, 2), W = (1 −1; 2 1), a = (−1, 4), h = relu(a) = (0, 4)
  ///     V = (3 ½; 1 −1), f = c = V h = (2, −4), y = (1, 0), ℓ = 1² + (−4)² = 17
  ///     δ = 2 (f − y) = (2, −8)
  ///     ∂ℓ/∂V = δ hᵀ = (0 8; 0 −32)
  ///     Vᵀδ = (3·2 − 1·8, ½·2 + 1·8) = (−2, 9), with relu′(a) = (0, 1): (0, 9)
  ///     ∂ℓ/∂W = (0, 9)ᵀ xᵀ = (0 0; 9 18)
  @Test func regressionInWholeNumbers() {
    let (loss, gradient) = compute(
      task: .regression, activation: .relu, output: .identity, x: [1, 2],
      w: [1, -1, 2, 1], v: [3, 0.5, 1, -1], targets: .values([1, 0], width: 2))
    #expect(loss == 17)
    #expect(gradient == [0, 0, 9, 18, 0, 8, 0, -32])
  }

  /// The same network with two logits, class 1:
  ///
  ///     f = (2, −4), softmax(f)_0 = 1 / (1 + e⁻⁶) = s, ℓ = log(e² + e⁻⁴) + 4
  ///     δ = (s, (1 − s) − 1) = (s, −s)
  ///     ∂ℓ/∂V = δ hᵀ = (0 4s; 0 −4s)
  ///     Vᵀδ = (3s − s, ½s + s) = (2s, 3s/2), with relu′(a) = (0, 1): (0, 3s/2)
  ///     ∂ℓ/∂W = (0 0; 3s/2 3s)
  @Test func multiclassByHand() {
    let (loss, gradient) = compute(
      task: .multiclass, activation: .relu, output: .identity, x: [1, 2],
      w: [1, -1, 2, 1], v: [3, 0.5, 1, -1], targets: .classes([1], count: 2))
    let s = 1 / (1 + exp(-6.0))
    #expect((loss - (log(exp(2) + exp(-4)) + 4)).magnitude < 1e-6)
    expectClose(gradient, [0, 0, 1.5 * s, 3 * s, 0, 4 * s, 0, -4 * s])
  }

  /// One logit through a sigmoid output, class 0:
  ///
  ///     x = (1, 2), W = (1 −1; 2 1), h = a = (−1, 4), V = (2 ½), c = 0, f = o(c) = ½
  ///     ℓ = −log(1 − σ(½)) = log(1 + e^½)
  ///     δ = σ(½) · o′(0) = σ(½) / 4 = d
  ///     ∂ℓ/∂V = (−d, 4d), Vᵀδ = (2d, d/2), ∂ℓ/∂W = (2d 4d; d/2 d)
  @Test func binaryByHand() {
    let (loss, gradient) = compute(
      task: .binary, activation: .identity, output: .sigmoid, x: [1, 2],
      w: [1, -1, 2, 1], v: [2, 0.5], targets: .classes([0], count: 2))
    let d = 1 / (1 + exp(-0.5)) / 4
    #expect((loss - log(1 + exp(0.5))).magnitude < 1e-6)
    expectClose(gradient, [2 * d, 4 * d, d / 2, d, -d, 4 * d])
  }

  /// The formulas for V and W with every pair g, o, on three inputs, two hidden units, two outputs.
  @Test(arguments: Activation.allCases, Activation.allCases)
  func chainRule(g: Activation, o: Activation) {
    let x = [0.5, -1.5, 2.0]
    let w = [[0.25, -0.5, 0.75], [-1.0, 0.125, 0.5]]
    let v = [[1.5, -0.75], [0.5, 2.0]]
    let y = [0.25, -1.0]

    let a = w.map { row in row[0] * x[0] + row[1] * x[1] + row[2] * x[2] }
    let h = a.map { ModelNaiveTwin.value(g, $0) }
    let c = v.map { row in row[0] * h[0] + row[1] * h[1] }
    let f = c.map { ModelNaiveTwin.value(o, $0) }
    for task in [Task.regression, .multiclass] {
      let e: [Double]
      let exactLoss: Double
      if task == .regression {
        e = [2 * (f[0] - y[0]), 2 * (f[1] - y[1])]
        exactLoss = (f[0] - y[0]) * (f[0] - y[0]) + (f[1] - y[1]) * (f[1] - y[1])
      } else {
        let sum = exp(f[0]) + exp(f[1])
        e = [exp(f[0]) / sum, exp(f[1]) / sum - 1]
        exactLoss = log(sum) - f[1]
      }
      let delta = [
        e[0] * ModelNaiveTwin.derivative(o, c[0]), e[1] * ModelNaiveTwin.derivative(o, c[1]),
      ]
      let forV = [delta[0] * h[0], delta[0] * h[1], delta[1] * h[0], delta[1] * h[1]]
      let back = [
        (delta[0] * v[0][0] + delta[1] * v[1][0]) * ModelNaiveTwin.derivative(g, a[0]),
        (delta[0] * v[0][1] + delta[1] * v[1][1]) * ModelNaiveTwin.derivative(g, a[1]),
      ]
      let forW = [
        back[0] * x[0], back[0] * x[1], back[0] * x[2],
        back[1] * x[0], back[1] * x[1], back[1] * x[2],
      ]
      let (loss, gradient) = compute(
        task: task, activation: g, output: o, x: x.map { Float($0) },
        w: w.joined().map { Float($0) }, v: v.joined().map { Float($0) },
        targets: task == .regression
          ? .values(y.map { Float($0) }, width: 2) : .classes([1], count: 2))
      #expect((loss - exactLoss).magnitude <= 1e-6 * max(1, exactLoss))
      expectClose(gradient, forW + forV)
    }
  }

  private func compute(
    task: Task, activation: Activation, output: Activation, x: [Float], w: [Float], v: [Float],
    targets: Dataset.Targets
  ) -> (loss: Double, gradient: [Float]) {
    let hidden = w.count / x.count
    let network = Network(
      sizes: [x.count, hidden, v.count / hidden], activation: activation,
      outputActivation: output, hasBias: false)
    let data = Dataset(
      sampleCount: 1, featureCount: x.count, features: .floats(x), targets: targets)
    let computation = BatchComputation(network: network, task: task, capacity: 1)
    var gradient = [Float](repeating: .nan, count: network.parameterCount)
    let loss = [0].withUnsafeBufferPointer {
      computation.gradient(of: $0, in: data, at: w + v, scale: 1, into: &gradient)
    }
    return (loss, gradient)
  }

  private func expectClose(_ gradient: [Float], _ exact: [Double]) {
    #expect(gradient.count == exact.count)
    for (value, expected) in zip(gradient, exact) {
      #expect((Double(value) - expected).magnitude <= 2e-6 * max(1, expected.magnitude))
    }
  }
}
