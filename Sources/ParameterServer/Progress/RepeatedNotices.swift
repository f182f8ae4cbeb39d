import Coordination
import Rendering
import Text

/// Which of many notices of one kind are shown: the first, and then, at growing intervals, one with
/// the number of those since. The log has them all.
struct RepeatedNotices {
  /// What notices are alike.
  enum Kind: Hashable {
    case lateWorker
    case skippedStep
    case failedCheckpoint
    /// Refusals for the same reason are alike.
    case refusedWorker(reason: String)
  }

  private struct Series {
    let kind: Kind
    var shown: Instant
    /// From one that is shown to the next.
    var interval = Limits.repeatedNoticeIntervalMin
    var held: UInt64 = 0
  }

  /// In the order in which they began; the last takes whatever has no room of its own.
  private var series: [Series] = []

  /// Takes a notice.
  ///
  /// - Returns: the text as it is to be shown, with how many were held back before it; nil where it is
  ///   held back itself.
  mutating func take(_ kind: Kind, _ text: String, at now: Instant) -> String? {
    guard let index = place(of: kind) else {
      series.append(Series(kind: kind, shown: now))
      return text
    }
    let elapsed = now - series[index].shown
    guard elapsed >= series[index].interval else {
      series[index].held += 1
      return nil
    }
    defer {
      // What has been quiet for long is news again.
      let isQuiet = elapsed > series[index].interval * 2 && series[index].held == 0
      series[index].interval =
        isQuiet
        ? Limits.repeatedNoticeIntervalMin
        : min(Limits.repeatedNoticeIntervalMax, series[index].interval * 2)
      series[index].shown = now
      series[index].held = 0
    }
    guard series[index].held > 0 else { return text }
    let others = CountedNoun.text(series[index].held, "message")
    let seconds = UInt64(elapsed.inSeconds.rounded())
    return "\(text) (\(others) of this kind before it, in \(seconds) s, not shown)"
  }

  private func place(of kind: Kind) -> Int? {
    if let index = series.firstIndex(where: { $0.kind == kind }) { return index }
    return series.count < Limits.repeatedNoticeKindsMax ? nil : series.count - 1
  }
}
