import Foundation
import Learning
import Optimizers
import Tensors
import Testing

/// The figures that `make_reference.py` wrote: data, and ten steps of PyTorch for each case.
struct Reference: Decodable {
  /// One network, trained by one optimizer.
  struct Case: Decodable, CustomTestStringConvertible {
    let task: String
    let optimizer: String
    let sizes: [Int]
    let activation: String
    let outputActivation: String
    let hasBias: Bool
    let reduction: String
    let rate: Float
    let weightDecay: Float
    let decayBiases: Bool
    let clipNorm: Float?
    let batches: [[Int]]
    let losses: [Double]
    let initial: [Float]
    let final: [Float]

    var testDescription: String { "\(task), \(optimizer)" }

    /// PyTorch's defaults where the script names none: β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
    var configuration: UpdateConfiguration? {
      let algorithm: OptimizerAlgorithm
      switch optimizer {
      case "sgd": algorithm = .sgd
      case "momentum": algorithm = .momentum(coefficient: 0.9)
      case "nesterov": algorithm = .nesterov(coefficient: 0.9)
      case "adam": algorithm = .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)
      case "adamw":
        algorithm = .adamW(beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: weightDecay)
      default: return nil
      }
      // `weight_decay` is AdamW's own decay, and a coupled L2 penalty everywhere else.
      return UpdateConfiguration(
        algorithm: algorithm, clipNorm: clipNorm,
        regularizer: optimizer == "adamw" ? .none : .l2(weightDecay),
        regularizeBiases: decayBiases)
    }

    /// The task; nil where its name is not known here.
    var learningTask: Learning.Task? { Learning.Task(rawValue: task) }

    /// The network; nil where an activation has no name here.
    var network: Network? {
      guard let activation = Activation(rawValue: activation),
        let outputActivation = Activation(rawValue: outputActivation)
      else { return nil }
      return Network(
        sizes: sizes, activation: activation, outputActivation: outputActivation, hasBias: hasBias)
    }
  }

  let madeWith: String
  let featureCount: Int
  let features: [Float]
  let values: [Float]
  let classes: [UInt16]
  let cases: [Case]

  /// The committed figures.
  static func load() throws -> Reference {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "reference.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  /// The data as a task sees it: real values, the parity of the class, or the class.
  func dataset(for task: Learning.Task) -> Dataset {
    let targets: Dataset.Targets =
      switch task {
      case .regression: .values(values, width: 3)
      case .binary: .classes(classes.map { $0 % 2 }, count: 2)
      case .multiclass: .classes(classes, count: 4)
      }
    return Dataset(
      sampleCount: classes.count, featureCount: featureCount, features: .floats(features),
      targets: targets)
  }
}
