/// The times of a log's entries on one line that never goes back. A log has the time of day, which
/// somebody may set back, or which is behind on the host where the next server runs: what comes after
/// is then moved on by as much as the clock went back, so that no length of time is less than none.
public struct LogTimeline: Equatable, Sendable {
  /// How often the clock went back.
  public private(set) var setBackCount: UInt64 = 0
  /// By how many seconds in all.
  public private(set) var setBackSeconds = 0.0
  private var last: Double?

  /// Smaller steps back are those of two threads that write, and of rounding.
  private static let noticeable = 0.001
  /// The year 33,658; and no time of a log is before 1970.
  private static let latest = 1e12

  /// A line without entries.
  public init() {}

  /// Where the next entry lies.
  ///
  /// - Parameter time: as the log has it, in seconds since 1970; what is no time of a log is taken for
  ///   the nearest that is.
  public mutating func place(_ time: Double) -> Double {
    let moved = (time.isNaN ? last ?? 0 : min(Self.latest, max(0, time))) + setBackSeconds
    guard let last, moved < last else {
      last = moved
      return moved
    }
    if last - moved > Self.noticeable {
      setBackCount += 1
      setBackSeconds += last - moved
    }
    return last
  }
}
