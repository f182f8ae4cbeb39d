import Testing

@testable import Learning

@Suite struct ModelMismatchTests {
  private func network(_ sizes: [Int]) -> Network {
    Network(sizes: sizes, activation: .relu, outputActivation: .identity, hasBias: true)
  }

  private func data(_ featureCount: Int, _ targets: Dataset.Targets, samples: Int = 3) -> Dataset {
    Dataset(
      sampleCount: samples, featureCount: featureCount,
      features: .floats([Float](repeating: 0, count: samples * featureCount)), targets: targets)
  }

  private func message(_ network: Network, _ task: Task, _ data: Dataset) -> String? {
    do {
      try network.check(data, task: task)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func whatFitsPasses() {
    let labels = Dataset.Targets.classes([0, 1, 1], count: 2)
    #expect(message(network([4, 2]), .regression, data(4, .values([], width: 2))) == nil)
    #expect(message(network([4, 1]), .binary, data(4, labels)) == nil)
    #expect(message(network([4, 2]), .multiclass, data(4, labels)) == nil)
    // A part of a data set may lack the last classes.
    #expect(message(network([4, 5]), .multiclass, data(4, labels)) == nil)
  }

  @Test func featuresMustFit() {
    let targets = Dataset.Targets.classes([0, 1, 1], count: 2)
    #expect(
      message(network([784, 10]), .multiclass, data(64, targets))
        == "the data has 64 features but the model's first layer takes 784")
    #expect(
      message(network([2, 10]), .multiclass, data(1, targets))
        == "the data has 1 feature but the model's first layer takes 2")
  }

  @Test func labelsMustBeInRange() {
    #expect(
      message(network([2, 10]), .multiclass, data(2, .classes([0, 12, 1], count: 10)))
        == "label 12 of sample 1 is out of range: labels go from 0 to 9")
    #expect(
      message(network([2, 1]), .binary, data(2, .classes([0, 1, 2], count: 2)))
        == "label 2 of sample 2 is out of range: labels go from 0 to 1")
  }

  @Test func classesMustFitTheOutputs() {
    let ten = Dataset.Targets.classes([0, 9, 1], count: 10)
    #expect(
      message(network([2, 8]), .multiclass, data(2, ten))
        == "the data has 10 classes but the model has 8 outputs")
    #expect(
      message(network([2, 1]), .binary, data(2, ten))
        == "binary classification needs two classes but the data has 10")
    #expect(
      message(network([2, 2]), .binary, data(2, .classes([0, 1, 1], count: 2)))
        == "binary classification needs a model with one output but it has 2")
    #expect(
      message(network([2, 1]), .multiclass, data(2, .classes([0, 0, 0], count: 1)))
        == "multiclass classification needs a model with at least two outputs, one a class, but "
        + "it has one (the binary task takes one)")
  }

  @Test func targetsMustFitTheTask() {
    let labels = Dataset.Targets.classes([0, 1, 1], count: 2)
    let values = Dataset.Targets.values([], width: 3)
    #expect(
      message(network([2, 3]), .regression, data(2, labels))
        == "regression needs real-valued targets but the data has class labels")
    #expect(
      message(network([2, 3]), .multiclass, data(2, values))
        == "multiclass classification needs class labels but the data has real values")
    #expect(
      message(network([2, 1]), .binary, data(2, values))
        == "binary classification needs class labels but the data has real values")
    #expect(
      message(network([2, 1]), .regression, data(2, values))
        == "the data has 3 target values a sample but the model has 1 output")
  }

  @Test func thereMustBeSamples() {
    #expect(
      message(network([2, 1]), .regression, data(2, .values([], width: 1), samples: 0))
        == "the data has no samples")
  }
}
