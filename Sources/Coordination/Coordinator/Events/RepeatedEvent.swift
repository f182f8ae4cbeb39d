/// What peers can bring about as often as they like, so that not each time is worth a line in the log.
public enum RepeatedEvent: String, CaseIterable, Sendable {
  /// Workers that came and went: two lines each.
  case sessions
  /// Sessions that ended before their worker was ready.
  case unreadySessions = "unready_sessions"
  /// Workers that were refused.
  case refusals
  /// Gradients that were there already, or no longer needed.
  case duplicatePushes = "duplicate_pushes"
  /// Workers that were late.
  case lateness
  /// Waits.
  case waits
  /// Things that are no messages.
  case badFrames = "bad_frames"
  /// Messages that are not for this run.
  case strayMessages = "stray_messages"
}
