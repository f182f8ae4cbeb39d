import Foundation
import Testing

@testable import Learning

@Suite struct ModelEvaluationTests {
  @Test(arguments: Task.allCases, Activation.allCases)
  func agreesWithTheTwin(task: Task, activation: Activation) {
    let example = ModelExample(
      inputs: 7, hidden: [9, 5], task: task, activation: activation, samples: 41, seed: 21)
    let computation = BatchComputation(network: example.network, task: task, capacity: 16)
    // Also a part that is not a whole batch, and one that is empty.
    var tally = EvaluationTally(task: task)
    for part in [0..<16, 16..<16, 16..<32, 32..<41] {
      tally += computation.evaluate(part, in: example.data, at: example.parameters)
    }
    var loss = 0.0
    var correct = 0
    for index in 0..<41 {
      let (x, target) = example.sample(index)
      loss += example.twin.loss(x, target, example.exactParameters)
      let f = example.twin.outputs(x, example.exactParameters)
      switch task {
      case .regression: break
      case .binary: correct += (f[0] > 0) == (target[0] == 1) ? 1 : 0
      case .multiclass:
        correct += f.indices.allSatisfy { f[$0] <= f[Int(target[0])] } ? 1 : 0
      }
    }
    #expect(tally.samples == 41)
    #expect(tally.correct == correct)
    #expect((tally.lossSum - loss).magnitude <= 1e-5 * max(1, loss))
    #expect(tally.loss == tally.lossSum / 41)
    #expect(tally.accuracy == (task == .regression ? nil : Double(correct) / 41))
  }

  @Test(arguments: Task.allCases)
  func trainingAndEvaluationSeeTheSameLoss(task: Task) {
    let example = ModelExample(
      inputs: 7, hidden: [9], task: task, activation: .gelu, samples: 12, seed: 22)
    let computation = BatchComputation(network: example.network, task: task, capacity: 12)
    let tally = computation.evaluate(0..<12, in: example.data, at: example.parameters)
    #expect(tally.lossSum == example.gradient(of: Array(0..<12), with: computation).loss)
  }

  /// One input, three logits that are the weights times it: the answers can be told by looking.
  @Test func countsRightAnswersWithTheFirstOfEquals() {
    let network = Network(
      sizes: [1, 3], activation: .identity, outputActivation: .identity, hasBias: false)
    let data = Dataset(
      sampleCount: 4, featureCount: 1, features: .floats([1, -1, 0, 0]),
      targets: .classes([2, 0, 0, 1], count: 3))
    let computation = BatchComputation(network: network, task: .multiclass, capacity: 4)
    // Sample 0: (1, 2, 3) → 2, right. Sample 1: (−1, −2, −3) → 0, right. Samples 2 and 3: all
    // equal → 0, right and wrong.
    #expect(computation.evaluate(0..<4, in: data, at: [1, 2, 3]).correct == 3)
    #expect(computation.evaluate(3..<4, in: data, at: [1, 2, 3]).correct == 0)
    // NaN is no answer.
    #expect(computation.evaluate(0..<4, in: data, at: [.nan, 2, 3]).correct == 0)
    #expect(computation.evaluate(0..<4, in: data, at: [1, 2, .nan]).correct == 0)
  }

  @Test func binaryAnswersOneAboveZero() {
    let network = Network(
      sizes: [1, 1], activation: .identity, outputActivation: .identity, hasBias: false)
    let data = Dataset(
      sampleCount: 4, featureCount: 1, features: .floats([2, -2, 3, 0]),
      targets: .classes([1, 0, 0, 0], count: 2))
    let computation = BatchComputation(network: network, task: .binary, capacity: 4)
    #expect(computation.evaluate(0..<4, in: data, at: [1]).correct == 3)
    #expect(computation.evaluate(0..<4, in: data, at: [.nan]).correct == 0)
  }

  @Test(arguments: Task.allCases, [Activation.identity, .tanh])
  func predictsWhatUsersWant(task: Task, output: Activation) {
    let example = ModelExample(
      inputs: 5, hidden: [6], task: task, activation: .tanh, outputActivation: output, samples: 9,
      seed: 23)
    let computation = BatchComputation(network: example.network, task: task, capacity: 9)
    let width = example.network.outputCount
    var outputs = [Float](repeating: .nan, count: 6 * width)
    computation.predict(2..<8, in: example.data, at: example.parameters, into: &outputs)
    for row in 0..<6 {
      let f = example.twin.outputs(example.sample(row + 2).0, example.exactParameters)
      let expected: [Double]
      switch task {
      case .regression: expected = f
      case .binary: expected = [1 / (1 + exp(-f[0]))]
      case .multiclass:
        let sum = f.reduce(0) { $0 + exp($1) }
        expected = f.map { exp($0) / sum }
      }
      for j in 0..<width {
        #expect((Double(outputs[row * width + j]) - expected[j]).magnitude <= 2e-6)
      }
    }
  }
}
