/// Why a job cannot be used: the operator's mistake, in one sentence for stderr.
public struct JobError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// An error with its sentence.
  public init(_ sentence: String) {
    self.description = sentence
  }
}
