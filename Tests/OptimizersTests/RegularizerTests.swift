import Optimizers
import Tensors
import Testing

@Suite struct RegularizerTests {
  @Test(arguments: [
    ("none", Regularizer.none), ("l2:0.01", .l2(0.01)), ("l1:1e-4", .l1(1e-4)),
    ("elastic:1e-4,1e-3", .elastic(l1: 1e-4, l2: 1e-3)), ("l2:0", .l2(0)),
  ])
  func textIsRead(text: String, expected: Regularizer) throws {
    let regularizer = try Regularizer(text)
    #expect(regularizer == expected)
    #expect(try Regularizer(regularizer.description) == expected)
  }

  @Test(arguments: [
    ("", "a regularizer is none, l2:λ, l1:λ or elastic:λ1,λ2, not ''"),
    ("l3:1", "a regularizer is none, l2:λ, l1:λ or elastic:λ1,λ2, not 'l3:1'"),
    ("l2", "a regularizer is none, l2:λ, l1:λ or elastic:λ1,λ2, not 'l2'"),
    ("l2:1,2", "a regularizer is none, l2:λ, l1:λ or elastic:λ1,λ2, not 'l2:1,2'"),
    ("elastic:1", "a regularizer is none, l2:λ, l1:λ or elastic:λ1,λ2, not 'elastic:1'"),
    ("none:1", "a regularizer is none, l2:λ, l1:λ or elastic:λ1,λ2, not 'none:1'"),
    ("l2:", "'' in the regularizer 'l2:' is not a finite number from 0 up"),
    ("l2:x", "'x' in the regularizer 'l2:x' is not a finite number from 0 up"),
    ("l1:-1", "'-1' in the regularizer 'l1:-1' is not a finite number from 0 up"),
    ("l2:nan", "'nan' in the regularizer 'l2:nan' is not a finite number from 0 up"),
    ("l2:1e99", "'1e99' in the regularizer 'l2:1e99' is not a finite number from 0 up"),
    ("elastic:1,", "'' in the regularizer 'elastic:1,' is not a finite number from 0 up"),
  ])
  func nonsenseIsOneSentence(text: String, sentence: String) {
    let error = #expect(throws: RegularizerError.self) { try Regularizer(text) }
    #expect(error?.description == sentence)
  }

  /// Weights (3, −4), bias 2: ½(9 + 16) = 12.5 and 3 + 4 = 7; with the bias 14.5 and 9.
  @Test func valueByHand() {
    var layout = ParameterLayout()
    layout.append("0.weight", shape: [1, 2], role: .weight)
    layout.append("0.bias", shape: [1], role: .bias)
    let parameters: [Float] = [3, -4, 2]
    func value(_ regularizer: Regularizer, _ includingBiases: Bool) -> Double {
      regularizer.value(of: parameters, layout: layout, includingBiases: includingBiases)
    }
    #expect(value(.none, true) == 0)
    #expect(value(.l2(2), false) == 25)
    #expect(value(.l2(2), true) == 29)
    #expect(value(.l1(0.5), false) == 3.5)
    #expect(value(.l1(0.5), true) == 4.5)
    #expect(value(.elastic(l1: 0.5, l2: 2), false) == 28.5)
  }

  /// What an update subtracts is the numeric derivative of the value.
  @Test(arguments: [Regularizer.l2(0.5), .l1(0.25), .elastic(l1: 0.125, l2: 0.25)], [true, false])
  func theUpdateDescendsTheValue(regularizer: Regularizer, biases: Bool) {
    let layout = UpdateBench.twoLayers
    let parameters = UpdateBench.random(layout.count, key: 5)
    let bench = UpdateBench(
      .init(
        algorithm: .sgd, regularizer: regularizer, decoupled: true, regularizeBiases: biases),
      layout: layout, parameters: parameters, gradientCount: 1)
    bench.apply(
      step: 0, rate: 1, gradients: [[Float](repeating: 0, count: layout.count)])
    let moved = bench.parameters
    for index in [0, 1, 2_699, 2_700, 2_744, 2_745, 4_589, 4_590, 4_630, 4_648] {
      let step: Float = 0x1p-10
      func value(_ change: Float) -> Double {
        var changed = parameters
        changed[index] += change
        return regularizer.value(of: changed, layout: layout, includingBiases: biases)
      }
      let derivative = (value(step) - value(-step)) / Double(2 * step)
      #expect((Double(parameters[index] - moved[index]) - derivative).magnitude < 1e-5)
    }
  }
}
