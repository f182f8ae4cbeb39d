/// When workers that have not returned anything yet may be relied on, beside others that have.
///
/// A step waits for what such a worker was given, and if it never comes that time is lost. After a loss
/// the next trial waits so many times as long, so that all the workers that take work and never return
/// any, however many there are and however often they come again, cost the run no more than that part
/// of its time.
struct Probation: Equatable {
  private var nextTrial = Instant.origin
  /// How long a worker is waited for as long as none has been measured: half as long after each vain
  /// wait. Whoever is only slow is measured when it returns what it was given, and trusted from then on.
  private(set) var unmeasuredPatience = Limits.unmeasuredOrderTime

  /// Whether work that others wait for may be given to a worker that has not returned any.
  func allowsTrial(at now: Instant) -> Bool { now >= nextTrial }

  /// Workers have been waited for in vain, and none has ever been measured.
  mutating func lostUnmeasured() {
    unmeasuredPatience = max(unmeasuredPatience / 2, Limits.latenessSlack)
  }

  /// A worker has not returned what it was given, and others have waited for so long.
  mutating func lost(_ wait: Interval, at now: Instant) {
    nextTrial = max(nextTrial, now + wait * Limits.trialIntervalFactor)
  }
}
