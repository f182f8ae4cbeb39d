/// How fast a worker has been, from the order to the last push or result, a unit of work.
struct Pace: Equatable {
  /// What a unit is thought to take, for dividing work; nil while nothing is known.
  private(set) var unitTime: Interval?
  /// What a unit took, by what was returned and nothing else, for judging who is late: a worker that
  /// returns nothing gives no measure of how long to wait, neither for itself nor for others. Nil
  /// before the first measurement.
  private(set) var measuredTime: Interval?
  private var isWarm = false

  /// An order of so many units took so long. Newer measurements count more, a quarter each; and the
  /// first, of a worker whose caches are cold, not at all once there is a second.
  mutating func measured(_ elapsed: Interval, units: Int) {
    let latest = elapsed.nanoseconds / UInt64(max(1, units))
    guard isWarm, let before = unitTime?.nanoseconds, let usual = measuredTime?.nanoseconds else {
      isWarm = measuredTime != nil
      unitTime = Interval(nanoseconds: latest)
      measuredTime = unitTime
      return
    }
    unitTime = Interval(nanoseconds: before - before / 4 + latest / 4)
    measuredTime = Interval(nanoseconds: usual - usual / 4 + latest / 4)
  }

  /// So many units have taken so long and are not done.
  mutating func tookLonger(than elapsed: Interval, units: Int) {
    let least = Interval(nanoseconds: elapsed.nanoseconds / UInt64(max(1, units)))
    unitTime = max(unitTime ?? least, least)
  }

  /// A worker that gets nothing to do can't show that it has become faster: what is known of it
  /// loses its weight.
  mutating func age() {
    if let before = unitTime?.nanoseconds {
      unitTime = Interval(nanoseconds: before - before / 8)
    }
  }
}
