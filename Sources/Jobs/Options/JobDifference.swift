import Learning

/// An option in which two jobs differ.
public struct JobDifference: Equatable, Sendable, CustomStringConvertible {
  /// The option's name.
  public let name: String
  /// The value here, as a flag would give it.
  public let ours: String
  /// The value in the other job.
  public let theirs: String
  /// Whether a run may continue nevertheless, because its steps so far do not depend on it.
  public let mayChangeOnResume: Bool

  /// `batch is 64, was 32`
  public var description: String { "\(name) is \(ours), was \(theirs)" }
}

extension Job {
  /// Every option in which this job differs from another, in the order of the table. An option that
  /// means something in only one of them is not named: the one it depends on is. Where data lie is no
  /// part of a job.
  public func differences(from other: Job) -> [JobDifference] {
    let options: [JobDifference] = JobOption.all.compactMap { option in
      guard option.isUsed(in: self), option.isUsed(in: other) else { return nil }
      guard option.identity(self).asBytes != option.identity(other).asBytes else { return nil }
      return JobDifference(
        name: option.name, ours: option.text(of: self), theirs: option.text(of: other),
        mayChangeOnResume: option.mayChangeOnResume(self) && option.mayChangeOnResume(other))
    }
    guard preparation != other.preparation else { return options }
    let made = "made from the training data"
    return options + [
      JobDifference(
        name: Self.preparationKey, ours: preparation == nil ? made : "given",
        theirs: other.preparation == nil ? made : preparation == nil ? "given" : "another",
        mayChangeOnResume: false)
    ]
  }
}
