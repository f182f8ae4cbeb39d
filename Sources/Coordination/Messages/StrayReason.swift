/// Why a well-formed message is not for this run, or not any more.
public enum StrayReason: String, CaseIterable, Sendable {
  /// It is about another job.
  case otherJob
  /// It was said to an earlier server process, or to one that this one knows nothing of.
  case otherGeneration
  /// Its session is not one of those that are open, or belongs to another peer.
  case unknownSession
  /// Its session was opened with another key.
  case otherKey
}
