import Learning

/// What a job may ask for at most.
public enum JobLimits {
  /// Samples of a global batch.
  public static let batch = 1...1_048_576
  /// Micro-batches of a global batch.
  public static let microBatches = 1...1_024
  /// Passes over the training data.
  public static let epochs = 1...1_000_000
  /// Steps of anything that is counted in steps.
  public static let steps = 1...1_000_000_000_000
  /// Seconds between two checkpoints.
  public static let checkpointSeconds = 1...86_400
  /// Checkpoints that are kept.
  public static let checkpointsKept = 1...1_000_000
  /// Sizes in a model: the input, the hidden layers and the output.
  public static let sizesOfModel = 2...65
  /// The width of a layer.
  public static let size = 1...Network.widthMaximum
  /// Bytes of what a checkpoint says of its data; a header of safetensors has room for it three times.
  public static let dataTextBytes = 1...(16 << 20)
  /// Updates that a gradient may not have seen.
  public static let staleness = 0...1_000_000
  /// A seed is an integer that JSON writes exactly.
  public static let seed = 0...Int.max
}
