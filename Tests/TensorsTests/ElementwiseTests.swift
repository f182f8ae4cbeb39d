import Foundation
import Testing

@testable import Tensors

/// Each function over a wide range against the C library in `Double`, and the passes over matrices
/// against the functions one by one.
@Suite struct ElementwiseTests {
  static let points: [Float] = (-40_000...40_000).map { Float($0) / 1000 }

  @Test func sigmoidIsAccurateRelatively() {
    var worst = 0.0
    for x in Self.points + [-87, -80, 80, 1e4, 1e38] {
      let exact = 1 / (1 + exp(-Double(x)))
      worst = max(worst, unitsInLastPlace(Sigmoid.value(x), from: exact))
    }
    #expect(worst <= 4)
    #expect(Sigmoid.value(-1e4) == 0)
    #expect(Sigmoid.value(.infinity) == 1)
    #expect(Sigmoid.value(-.infinity) == 0)
    #expect(Sigmoid.value(.nan).isNaN)
  }

  @Test func tanhIsAccurateRelatively() {
    var points = Self.points
    for exponent in 1...120 {
      let small = Float(scalbn(1.3, -exponent))
      points += [small, -small]
    }
    var worst = 0.0
    for x in points {
      worst = max(worst, unitsInLastPlace(HyperbolicTangent.value(x), from: tanh(Double(x))))
    }
    #expect(worst <= 3)
    #expect(HyperbolicTangent.value(.infinity) == 1)
    #expect(HyperbolicTangent.value(-.infinity) == -1)
    #expect(HyperbolicTangent.value(.nan).isNaN)
  }

  @Test func geluIsTheExactForm() {
    var worst = (distribution: 0.0, value: 0.0, derivative: 0.0, tail: 0.0)
    for x in Self.points {
      let z = Double(x)
      let distribution = 0.5 * erfc(-z / 2.0.squareRoot())
      let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
      let (value, derivative) = GELU.valueAndDerivative(x)
      let distributionError = (Double(GELU.normal(x).distribution) - distribution).magnitude
      worst.distribution = max(worst.distribution, distributionError)
      let valueError = (Double(value) - z * distribution).magnitude / max(1, z.magnitude)
      worst.value = max(worst.value, valueError)
      let derivativeError = (Double(derivative) - (distribution + z * density)).magnitude
      worst.derivative = max(worst.derivative, derivativeError)
      if -12 < x && x < 0 {
        worst.tail = max(worst.tail, (Double(value) / (z * distribution) - 1).magnitude)
      }
      if GELU.value(x) != value { Issue.record("gelu(\(x)) differs with and without derivative") }
    }
    #expect(worst.distribution <= 1e-7)
    #expect(worst.value <= 1.5e-7)
    #expect(worst.derivative <= 4e-7)
    // The argument x²/2 = 72 of the exponential carries half a unit in the last place, 3.8e-6.
    #expect(worst.tail <= 8e-6)
    #expect(GELU.value(.infinity) == .infinity)
    #expect(GELU.value(-.infinity) == 0)
    #expect(GELU.valueAndDerivative(.infinity) == (.infinity, 1))
    #expect(GELU.valueAndDerivative(-.infinity) == (0, 0))
    #expect(GELU.value(.nan).isNaN)
    #expect(GELU.valueAndDerivative(.nan).derivative.isNaN)
  }

  @Test func reluCutsAtZeroAndKeepsNaN() {
    #expect(ReLU.value(2.5) == 2.5)
    #expect(ReLU.value(-2.5) == 0)
    #expect(ReLU.value(-.infinity) == 0)
    #expect(ReLU.value(.nan).isNaN)
    #expect(ReLU.derivative(fromValue: 0) == 0)
    #expect(ReLU.derivative(fromValue: 0.1) == 1)
  }

  struct Subject: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let forward: @Sendable (UnsafeMutablePointer<Float>, UnsafePointer<Float>?, Int, Int) -> Void
    let backward:
      @Sendable (
        UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>?, Int, Int
      ) -> Void
    let exact: @Sendable (Double) -> Double
  }

  static let subjects: [Subject] = [
    Subject(
      testDescription: "relu", forward: { ReLU.forward($0, bias: $1, rows: $2, columns: $3) },
      backward: { ReLU.backward($0, values: $1, biasGradient: $2, rows: $3, columns: $4) },
      exact: { max($0, 0) }),
    Subject(
      testDescription: "sigmoid",
      forward: { Sigmoid.forward($0, bias: $1, rows: $2, columns: $3) },
      backward: { Sigmoid.backward($0, values: $1, biasGradient: $2, rows: $3, columns: $4) },
      exact: { 1 / (1 + exp(-$0)) }),
    Subject(
      testDescription: "tanh",
      forward: { HyperbolicTangent.forward($0, bias: $1, rows: $2, columns: $3) },
      backward: {
        HyperbolicTangent.backward($0, values: $1, biasGradient: $2, rows: $3, columns: $4)
      },
      exact: { tanh($0) }),
    Subject(
      testDescription: "identity",
      forward: { Identity.forward($0, bias: $1, rows: $2, columns: $3) },
      backward: { Identity.backward($0, values: $1, biasGradient: $2, rows: $3, columns: $4) },
      exact: { $0 }),
  ]

  static let shapes = [(1, 1), (1, 7), (3, 8), (5, 9), (4, 33), (17, 64), (2, 131)]

  @Test(arguments: subjects, shapes)
  func passesOverMatricesAddBiasesAndSumTheirGradients(subject: Subject, shape: (Int, Int)) {
    let (rows, columns) = shape
    var random = TestRandom(seed: UInt64(rows * 1000 + columns))
    for hasBias in [true, false] {
      let inputs = random.symmetric(count: rows * columns).map { $0 * 4 }
      let bias = random.symmetric(count: columns)
      let upstream = random.symmetric(count: rows * columns)
      var values = inputs
      var gradients = upstream
      // Overwritten, whatever was there.
      var biasGradient = [Float](repeating: 99, count: columns)
      subject.forward(&values, hasBias ? bias : nil, rows, columns)
      if hasBias {
        subject.backward(&gradients, values, &biasGradient, rows, columns)
      } else {
        subject.backward(&gradients, values, nil, rows, columns)
      }
      var sums = [Double](repeating: 0, count: columns)
      for i in 0..<rows * columns {
        let x = Double(inputs[i]) + (hasBias ? Double(bias[i % columns]) : 0)
        #expect((Double(values[i]) - subject.exact(x)).magnitude <= 1e-6)
        let h = 1e-5
        let slope = (subject.exact(x + h) - subject.exact(x - h)) / (2 * h)
        let expected = Double(upstream[i]) * slope
        if x.magnitude > h {
          #expect((Double(gradients[i]) - expected).magnitude <= 1e-6)
        }
        sums[i % columns] += Double(gradients[i])
      }
      for j in 0..<columns {
        let expected = hasBias ? sums[j] : 99
        #expect((Double(biasGradient[j]) - expected).magnitude <= 2e-6 * Double(rows))
      }
    }
  }

  @Test(arguments: shapes)
  func geluPassesDoTheSame(shape: (Int, Int)) {
    let (rows, columns) = shape
    var random = TestRandom(seed: UInt64(rows * 1000 + columns))
    for hasBias in [true, false] {
      let inputs = random.symmetric(count: rows * columns).map { $0 * 4 }
      let bias = random.symmetric(count: columns)
      let upstream = random.symmetric(count: rows * columns)
      var values = inputs
      var alone = inputs
      var derivatives = [Float](repeating: 99, count: rows * columns)
      var gradients = upstream
      var biasGradient = [Float](repeating: 99, count: columns)
      GELU.forward(
        &values, derivatives: &derivatives, bias: hasBias ? bias : nil, rows: rows,
        columns: columns)
      GELU.forward(&alone, bias: hasBias ? bias : nil, rows: rows, columns: columns)
      #expect(values == alone)
      if hasBias {
        GELU.backward(
          &gradients, derivatives: derivatives, biasGradient: &biasGradient, rows: rows,
          columns: columns)
      } else {
        GELU.backward(
          &gradients, derivatives: derivatives, biasGradient: nil, rows: rows, columns: columns)
      }
      var sums = [Double](repeating: 0, count: columns)
      for i in 0..<rows * columns {
        let x = inputs[i] + (hasBias ? bias[i % columns] : 0)
        let expected = GELU.valueAndDerivative(x)
        #expect(values[i] == expected.value)
        #expect(derivatives[i] == expected.derivative)
        #expect(gradients[i] == upstream[i] * expected.derivative)
        sums[i % columns] += Double(gradients[i])
      }
      for j in 0..<columns {
        let expected = hasBias ? sums[j] : 99
        #expect((Double(biasGradient[j]) - expected).magnitude <= 2e-6 * Double(rows))
      }
    }
  }

  /// A value's bits may not depend on whether it fell into a vector or into a loop's tail.
  @Test(arguments: subjects)
  func bitsDoNotDependOnThePosition(subject: Subject) {
    var random = TestRandom(seed: 5)
    let inputs = random.symmetric(count: 67).map { $0 * 9 }
    var together = inputs
    subject.forward(&together, nil, 1, inputs.count)
    for i in 0..<inputs.count {
      var alone = [inputs[i]]
      subject.forward(&alone, nil, 1, 1)
      #expect(alone[0].bitPattern == together[i].bitPattern)
    }
  }
}
