/// What samples are read for.
enum SamplePurpose {
  /// To learn from them: their own options say which columns are what.
  case training
  /// To measure a model on them: they are read as the model's preparation has it.
  case measuring(DataPreparation)
  /// To answer for them, likewise: targets are not looked at, nor need there be any.
  case answering(DataPreparation)

  /// The model's preparation; nil where one is to be made.
  var preparation: DataPreparation? {
    switch self {
    case .training: nil
    case .measuring(let preparation), .answering(let preparation): preparation
    }
  }

  /// Whether targets are read.
  var needsLabels: Bool { if case .answering = self { false } else { true } }
}
