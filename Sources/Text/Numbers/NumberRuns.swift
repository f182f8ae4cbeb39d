/// Ascending numbers as people write them: `0-3,6,8-9`.
public enum NumberRuns {
  /// The text of runs that ascend, none of them empty or adjacent to the next.
  public static func text(_ runs: [Range<some FixedWidthInteger>]) -> String {
    var text = ""
    for run in runs {
      if !text.isEmpty { text += "," }
      text += run.lowerBound.description
      if run.count > 1 { text += "-\(run.upperBound - 1)" }
    }
    return text
  }

  /// The text of numbers that ascend.
  public static func text(_ numbers: [UInt64]) -> String {
    var runs: [Range<UInt64>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number {
        runs[runs.count - 1] = last.lowerBound..<number + 1
      } else {
        runs.append(number..<number + 1)
      }
    }
    return text(runs)
  }

  /// Runs of numbers below `limit`; nil for any text that `text(_:)` would not have made of them. No
  /// runs for an empty text.
  public static func parse(_ text: String, below limit: UInt64) -> [Range<UInt64>]? {
    guard !text.isEmpty else { return [] }
    var runs: [Range<UInt64>] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false)
      guard let first = UInt64(ends[0]), ends.count <= 2, let last = UInt64(ends[ends.count - 1]),
        first <= last, last < limit
      else { return nil }
      runs.append(first..<last + 1)
    }
    for (run, next) in zip(runs, runs.dropFirst()) where run.upperBound >= next.lowerBound {
      return nil
    }
    // Written back, since "+7", "007" and "7-7" would be read too.
    return self.text(runs) == text ? runs : nil
  }
}
