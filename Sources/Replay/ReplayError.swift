/// Why a run can't be computed again.
public enum ReplayError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The apply log ends before the version that is wanted.
  case notRecorded(version: UInt64, recorded: UInt64)
  /// A recorded update does not follow the one before it, or reads a version that is not yet there.
  case outOfOrder(version: UInt64)
  /// A recorded update has micro-batches that the job has not.
  case unknownMicroBatch(version: UInt64, microBatch: Int)
  /// An update gave a number that is not finite, where the run went on.
  case notFinite(version: UInt64)

  /// One sentence.
  public var description: String {
    switch self {
    case .notRecorded(let version, let recorded):
      "the apply log has \(recorded) updates, and none that leads to version \(version)"
    case .outOfOrder(let version):
      "the apply log's update to version \(version) is not in its place"
    case .unknownMicroBatch(let version, let microBatch):
      "the apply log's update to version \(version) has micro-batch \(microBatch), which the job has "
        + "not"
    case .notFinite(let version):
      "the update to version \(version) gave a number that is not finite when it was computed again"
    }
  }
}
