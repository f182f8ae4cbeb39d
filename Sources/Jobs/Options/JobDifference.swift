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
  /// means something in only one of them is not named: the one it depends on is.
  public func differences(from other: Job) -> [JobDifference] {
    JobOption.all.compactMap { option in
      guard option.isUsed(in: self), option.isUsed(in: other) else { return nil }
      let (ours, theirs) = (option.text(of: self), option.text(of: other))
      guard ours != theirs else { return nil }
      return JobDifference(
        name: option.name, ours: ours, theirs: theirs,
        mayChangeOnResume: option.mayChangeOnResume(self) && option.mayChangeOnResume(other))
    }
  }
}
