import Coordination
import Text

extension Job {
  /// What the operator may not have meant, now that the data are known: a sentence on each.
  ///
  /// - Parameters:
  ///   - trainingSamples: how many samples there are to learn from.
  ///   - workers: how many workers are to take part.
  public func notices(trainingSamples: Int, workers: Int) -> [String] {
    var notices: [String] = []
    if trainingSamples < batch {
      notices.append(
        "a batch of \(batch) is more than the training data have: each step takes all "
          + "\(CountedNoun.text(trainingSamples, "sample")), one step an epoch")
    }
    // In the other modes a worker has a step to itself.
    guard mode == .sync else { return notices }
    // A step is divided into equal slices, of which some are empty where it has fewer samples.
    let filled = min(microBatches, batch, trainingSamples)
    if workers > filled {
      let slices = CountedNoun.text(filled, "micro-batch", plural: "micro-batches")
      notices.append(
        "a step has \(slices) for \(CountedNoun.text(workers, "worker")): no more than \(filled) can "
          + "work at a time"
          + (filled < min(batch, trainingSamples) ? "; --micro-batches makes more of a batch" : ""))
    }
    return notices
  }
}
