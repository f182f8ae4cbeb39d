import Coordination
import Learning

extension SavedModel {
  /// The loss and the right answers over all of `data`, which fits the network.
  ///
  /// Computed in the units of a run's own evaluation and added up in their order, so that the
  /// figures are the same to the last bit.
  public func evaluate(_ data: Dataset) -> EvaluationTally {
    let computation = BatchComputation(
      network: network, task: job.task, classificationLoss: job.loss,
      capacity: Self.unit(of: data))
    var total = EvaluationTally(task: job.task)
    Self.forEachUnit(of: data) { samples in
      total += computation.evaluate(samples, in: data, at: parameters.pointer)
    }
    return total
  }

  /// The loss over all of `data`, which fits the network, and what its answers are worth.
  public func measure(_ data: Dataset) -> ModelMeasurement {
    let capacity = Self.unit(of: data)
    let computation = BatchComputation(
      network: network, task: job.task, classificationLoss: job.loss, capacity: capacity)
    let answers = UnsafeMutablePointer<Float>.allocate(capacity: capacity * network.outputCount)
    answers.initialize(repeating: 0, count: capacity * network.outputCount)
    defer { answers.deallocate() }
    var tally = EvaluationTally(task: job.task)
    func forEachAnswer(_ body: (Int, UnsafePointer<Float>, Int?) -> Void) {
      Self.forEachUnit(of: data) { samples in
        tally += computation.evaluate(
          samples, in: data, at: parameters.pointer, answers: answers, body)
      }
    }
    switch data.targets {
    case .values(let values, let width):
      var measuring = RegressionMeasuring(outputCount: width)
      (data.unroundedTargets ?? values.map { Double($0) }).withUnsafeBufferPointer { values in
        forEachAnswer { sample, answers, _ in
          guard let targets = values.baseAddress else { return }
          measuring.add(answers, targets: targets + sample * width)
        }
      }
      return ModelMeasurement(tally: tally, scores: .regression(measuring.scores))
    case .classes(let labels, let count):
      var measuring = ClassificationMeasuring(
        classCount: job.task == .binary ? 2 : max(count, network.outputCount),
        answersPerSample: network.outputCount,
        areProbabilities: job.task == .binary || job.loss != .squared, samples: data.sampleCount)
      forEachAnswer { sample, answers, predicted in
        measuring.add(label: Int(labels[sample]), predicted: predicted, answers)
      }
      return ModelMeasurement(tally: tally, scores: .classification(measuring.scores))
    }
  }

  /// The answers for all samples of `data`, which fits the network, a part at a time.
  ///
  /// - Parameter body: takes which samples these are and a row of `network.outputCount` answers for
  ///   each (``BatchComputation/predict(_:in:at:into:)`` says which), valid during the call only.
  public func predict(
    _ data: Dataset, _ body: (Range<Int>, UnsafeBufferPointer<Float>) throws -> Void
  ) rethrows {
    let capacity = Self.unit(of: data)
    let computation = BatchComputation(
      network: network, task: job.task, classificationLoss: job.loss, capacity: capacity)
    let answers = UnsafeMutableBufferPointer<Float>.allocate(
      capacity: capacity * network.outputCount)
    answers.initialize(repeating: 0)
    defer { answers.deallocate() }
    try Self.forEachUnit(of: data) { samples in
      guard let base = answers.baseAddress else { return }
      computation.predict(samples, in: data, at: parameters.pointer, into: base)
      let rows = answers[..<(samples.count * network.outputCount)]
      try body(samples, UnsafeBufferPointer(rebasing: rows))
    }
  }

  private static func unit(of data: Dataset) -> Int {
    max(1, min(Limits.evaluationUnitSamples, data.sampleCount))
  }

  private static func forEachUnit(
    of data: Dataset, _ body: (Range<Int>) throws -> Void
  ) rethrows {
    for first in stride(from: 0, to: data.sampleCount, by: Limits.evaluationUnitSamples) {
      try body(first..<min(first + Limits.evaluationUnitSamples, data.sampleCount))
    }
  }
}
