extension Job {
  /// Checks what no single value shows.
  ///
  /// - Throws: `JobError` for the first combination that cannot be.
  func check() throws(JobError) {
    if microBatches > batch {
      throw JobError(
        "micro-batches \(microBatches) must be at most batch \(batch): each has a sample or more")
    }
    if drop >= microBatches {
      throw JobError(
        "drop \(drop) must be less than micro-batches \(microBatches): a step needs one at least")
    }
    if targetAccuracy != nil, task == .regression {
      throw JobError("target-accuracy means nothing for task regression; use target-loss")
    }
    if (targetAccuracy != nil || targetLoss != nil) && validation == .none {
      throw JobError("a target needs validation data, but validation is none")
    }
  }
}
