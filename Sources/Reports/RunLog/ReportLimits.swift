/// What a number in a run's log can be. A log may have been written by anything: sums and places on a
/// page are made of what it says, and must stay what integers and doubles can hold.
enum ReportLimits {
  /// Seconds since 1970, to the year 9999.
  static let times = 0...253_402_300_799.0
  /// A duration, or the difference of two clocks: some three thousand years.
  static let secondsMax = 1e11
  /// A loss, a norm, a number of bytes: beyond what can come of floats.
  static let magnitudeMax = 1e60
  /// Steps, samples, sessions, units: more than the steps that a job may have, and few enough to be
  /// added up over all lines that a file can have.
  static let countMax: UInt64 = 1 << 41
}
