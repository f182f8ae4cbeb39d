import Tensors

/// Why a network, a task and a data set do not go together, in one sentence for the operator.
public struct ModelMismatch: Error, Equatable, CustomStringConvertible {
  /// The sentence, without a final full stop.
  public let description: String
}

extension Network {
  /// Checks that the network can answer for `data`, whatever targets they have.
  public func checkFeatures(of data: Dataset) throws(ModelMismatch) {
    guard data.sampleCount > 0 else { throw ModelMismatch(description: "the data has no samples") }
    guard data.featureCount == inputCount else {
      let features = counted(data.featureCount, "feature")
      throw ModelMismatch(
        description: "the data has \(features) but the model's first layer takes \(inputCount)")
    }
  }

  /// Checks that the network can learn `task` from `data`.
  ///
  /// The features are as many as the inputs. Regression: as many values a sample as outputs.
  /// Binary: one output and two classes. Multiclass: at least two outputs, no fewer than classes
  /// (a part of a data set may lack the last classes). Every label is looked at.
  public func check(_ data: Dataset, task: Task) throws(ModelMismatch) {
    try checkFeatures(of: data)
    switch (task, data.targets) {
    case (.regression, .values(_, let width)):
      guard width == outputCount else {
        let values = counted(width, "target value")
        throw ModelMismatch(
          description: "the data has \(values) a sample but the model has \(outputsInWords)")
      }
    case (.regression, .classes):
      throw ModelMismatch(
        description: "regression needs real-valued targets but the data has class labels")
    case (.binary, .values), (.multiclass, .values):
      throw ModelMismatch(
        description: "\(task) classification needs class labels but the data has real values")
    case (.binary, .classes(let labels, let count)):
      guard outputCount == 1 else {
        throw ModelMismatch(
          description:
            "binary classification needs a model with one output but it has \(outputCount)")
      }
      guard count <= 2 else {
        throw ModelMismatch(
          description: "binary classification needs two classes but the data has \(count)")
      }
      try check(labels, below: 2)
    case (.multiclass, .classes(let labels, let count)):
      guard outputCount >= 2 else {
        throw ModelMismatch(
          description: "multiclass classification needs a model with at least two outputs, one a "
            + "class, but it has one (the binary task takes one)")
      }
      guard count <= outputCount else {
        throw ModelMismatch(
          description: "the data has \(count) classes but the model has \(outputsInWords)")
      }
      try check(labels, below: outputCount)
    }
  }

  private var outputsInWords: String { counted(outputCount, "output") }

  private func check(_ labels: [UInt16], below limit: Int) throws(ModelMismatch) {
    guard let index = labels.firstIndex(where: { Int($0) >= limit }) else { return }
    throw ModelMismatch(
      description: "label \(labels[index]) of sample \(index) is out of range: labels go from 0 "
        + "to \(limit - 1)")
  }
}
