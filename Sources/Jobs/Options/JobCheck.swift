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
    if !mayBeValidated {
      let needs: [(String, Bool)] = [
        ("patience", patience != nil), ("the plateau schedule", scheduleName == .plateau),
        ("target-accuracy", targetAccuracy != nil), ("target-loss", targetLoss != nil),
      ]
      if let (name, _) = needs.first(where: \.1) {
        throw JobError(
          "\(name) needs validation data: name some, or a share such as 0.2, with --validation")
      }
    }
  }
  /// Whether the job says what to evaluate on, or has data that bring it along.
  private var mayBeValidated: Bool {
    switch (validation, data.source) {
    case (.none, _): false
    case (.automatic, .digits), (.automatic, .mnist): true
    case (.automatic, _): false
    case (.data, _), (.share, _): true
    }
  }
}
