/// The unit in which an axis shows times up to a given one.
struct TimeUnit: Equatable {
  /// The axis' title.
  let title: String
  /// How many seconds it is.
  let seconds: Double

  init(for longest: Double) {
    if longest < 180 {
      (title, seconds) = ("seconds", 1)
    } else if longest < 3 * 3600 {
      (title, seconds) = ("minutes", 60)
    } else if longest < 3 * 86_400 {
      (title, seconds) = ("hours", 3600)
    } else {
      (title, seconds) = ("days", 86_400)
    }
  }
}
