import Optimizers
import Tensors
import Testing

/// Each algorithm and each place of the penalty on figures worked out by hand.
@Suite struct HandWorkedUpdateTests {
  /// θ after one step for each row of `gradients`.
  private func run(
    _ configuration: UpdateConfiguration, from parameters: [Float], rate: Float,
    gradients: [[Float]], role: ParameterLayout.Role = .weight
  ) -> [Float] {
    let bench = UpdateBench(
      configuration, layout: UpdateBench.vector(parameters.count, role: role),
      parameters: parameters, gradientCount: 1)
    for (step, gradient) in gradients.enumerated() {
      bench.apply(step: UInt64(step), rate: rate, gradients: [gradient])
    }
    return bench.parameters
  }

  private func expect(
    _ actual: [Float], _ expected: [Double],
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(actual.count == expected.count, sourceLocation: sourceLocation)
    for (a, e) in zip(actual, expected) {
      #expect((Double(a) - e).magnitude < 1e-6, "\(a), not \(e)", sourceLocation: sourceLocation)
    }
  }

  /// 1 − 0.1·0.5 = 0.95;  −2 − 0.1·0.25 = −2.025.
  @Test func plainSGD() {
    expect(
      run(.init(algorithm: .sgd), from: [1, -2], rate: 0.1, gradients: [[0.5, 0.25]]),
      [0.95, -2.025])
  }

  /// The textbook θ − η g − λ θ with λ = 0.01: 0.95 − 0.01 = 0.94;  −2.025 + 0.02 = −2.005.
  @Test func decoupledL2() {
    expect(
      run(
        .init(algorithm: .sgd, regularizer: .l2(0.01), decoupled: true), from: [1, -2], rate: 0.1,
        gradients: [[0.5, 0.25]]),
      [0.94, -2.005])
  }

  /// θ − η (g + λ θ): 1 − 0.1·(0.5 + 0.01) = 0.949;  −2 − 0.1·(0.25 − 0.02) = −2.023.
  @Test func coupledL2() {
    expect(
      run(
        .init(algorithm: .sgd, regularizer: .l2(0.01)), from: [1, -2], rate: 0.1,
        gradients: [[0.5, 0.25]]),
      [0.949, -2.023])
  }

  /// θ − η g − λ sign θ with λ = 0.03: 0.95 − 0.03 = 0.92;  −2.025 + 0.03 = −1.995;  at 0 (and −0)
  /// only the gradient counts: −0.1.
  @Test func decoupledL1() {
    expect(
      run(
        .init(algorithm: .sgd, regularizer: .l1(0.03), decoupled: true), from: [1, -2, 0, -0.0],
        rate: 0.1, gradients: [[0.5, 0.25, 1, 1]]),
      [0.92, -1.995, -0.1, -0.1])
  }

  /// ∇ = 0.1 sign θ + 0.2 θ is −0.1 − 0.6 = −0.7 at −3: coupled −3 − 0.1·(1 − 0.7) = −3.03,
  /// decoupled −3 − 0.1·1 + 0.7 = −2.4.
  @Test func elasticNet() {
    var configuration = UpdateConfiguration(
      algorithm: .sgd, regularizer: .elastic(l1: 0.1, l2: 0.2))
    expect(run(configuration, from: [-3], rate: 0.1, gradients: [[1]]), [-3.03])
    configuration.decoupled = true
    expect(run(configuration, from: [-3], rate: 0.1, gradients: [[1]]), [-2.4])
  }

  /// v = 0.5, then 0.9·0.5 + 0.5 = 0.95: 1 − 0.05 − 0.095 = 0.855.
  @Test func momentum() {
    expect(
      run(
        .init(algorithm: .momentum(coefficient: 0.9)), from: [1], rate: 0.1,
        gradients: [[0.5], [0.5]]),
      [0.855])
  }

  /// v as above; 0.5 + 0.9·0.5 = 0.95, then 0.5 + 0.9·0.95 = 1.355: 1 − 0.095 − 0.1355 = 0.7695.
  @Test func nesterov() {
    expect(
      run(
        .init(algorithm: .nesterov(coefficient: 0.9)), from: [1], rate: 0.1,
        gradients: [[0.5], [0.5]]),
      [0.7695])
  }

  /// β₁ = 0.9, β₂ = 0.99, ε = 0.1, η = 0.6. Step 1, g = 0.5: m̂ = 0.5, v̂ = 0.25, so the direction is
  /// 0.5/(0.5 + 0.1) = 5/6 and θ = 1 − 0.5 = 0.5. Step 2, g = −1: m = 0.9·0.05 − 0.1 = −0.055, m̂ =
  /// −0.055/0.19 = −0.2894737; v = 0.99·0.0025 + 0.01 = 0.012475, v̂ = 0.012475/0.0199 = 0.6268844,
  /// √v̂ = 0.7917603; direction −0.2894737/0.8917603 = −0.3246093; θ = 0.5 + 0.1947656.
  @Test func adam() {
    expect(
      run(
        .init(algorithm: .adam(beta1: 0.9, beta2: 0.99, epsilon: 0.1)), from: [1], rate: 0.6,
        gradients: [[0.5], [-1]]),
      [0.6947656])
  }

  /// Adam's first step as above, and 0.6·0.5·1 of decay: 1 − 0.3 − 0.5 = 0.2.
  @Test func adamW() {
    let algorithm = OptimizerAlgorithm.adamW(
      beta1: 0.9, beta2: 0.99, epsilon: 0.1, weightDecay: 0.5)
    expect(run(.init(algorithm: algorithm), from: [1], rate: 0.6, gradients: [[0.5]]), [0.2])
    // A bias decays only where asked.
    var configuration = UpdateConfiguration(algorithm: algorithm)
    expect(
      run(configuration, from: [1], rate: 0.6, gradients: [[0.5]], role: .bias), [0.5])
    configuration.regularizeBiases = true
    expect(
      run(configuration, from: [1], rate: 0.6, gradients: [[0.5]], role: .bias), [0.2])
  }

  /// Adam sees a coupled penalty in its moments, whose scale it takes out again (0.5 + 0.3·1 = 0.8
  /// gives 0.8/(0.8 + 0.1) = 8/9), but not a decoupled one: 1 − 0.6·5/6 − 0.3 = 0.2.
  @Test func adamWithPenalty() {
    var configuration = UpdateConfiguration(
      algorithm: .adam(beta1: 0.9, beta2: 0.99, epsilon: 0.1), regularizer: .l2(0.3))
    expect(
      run(configuration, from: [1], rate: 0.6, gradients: [[0.5]]), [1 - 0.6 * 8 / 9])
    configuration.decoupled = true
    expect(run(configuration, from: [1], rate: 0.6, gradients: [[0.5]]), [0.2])
  }

  /// (3, 4) has the norm 5: clipped to 1 it is (0.6, 0.8), to 10 it is left alone. The penalty comes
  /// after the clipping and is not part of the norm.
  @Test func clipping() {
    let configuration = UpdateConfiguration(
      algorithm: .sgd, clipNorm: 1, regularizer: .l2(0.5))
    let bench = UpdateBench(
      configuration, layout: UpdateBench.vector(2), parameters: [10, 10], gradientCount: 1)
    bench.apply(step: 0, rate: 1, gradients: [[3, 4]])
    expect(bench.parameters, [10 - 0.6 - 5, 10 - 0.8 - 5])
    #expect(bench.outcome == UpdateOutcome(gradientNorm: 5, isFinite: true))
    expect(
      run(.init(algorithm: .sgd, clipNorm: 10), from: [0, 0], rate: 1, gradients: [[3, 4]]),
      [-3, -4])
  }
}
