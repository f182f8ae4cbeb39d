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
