/// What a run's validations have come to, as far as what follows depends on it: when the loss was
/// lowest, and how often the learning rate has been reduced since it did not fall.
///
/// It is part of each checkpoint, so a run that goes on decides what it would have decided.
public struct ValidationHistory: Equatable, Sendable {
  /// The validation with the lowest loss, the first of equals.
  public struct Best: Equatable, Sendable {
    /// Which version of θ it was of.
    public let version: UInt64
    /// The mean loss.
    public let loss: Double

    /// A validation of this version.
    public init(version: UInt64, loss: Double) {
      self.version = version
      self.loss = loss
    }
  }

  /// The version of the last validation that was taken; 0 before the first.
  public private(set) var lastVersion: UInt64 = 0
  /// The best so far.
  public private(set) var best: Best?
  /// How many validations there have been since the best.
  public private(set) var countSinceBest: UInt64 = 0
  /// How often the learning rate has been reduced.
  public private(set) var reductions: UInt64 = 0
  /// How many validations there have been since the best or the last reduction, whichever is later.
  public private(set) var countSinceChange: UInt64 = 0

  /// No validation yet.
  public init() {}

  /// A history as a checkpoint says it; nil for one that can't be.
  public init?(
    lastVersion: UInt64, best: Best, countSinceBest: UInt64, reductions: UInt64,
    countSinceChange: UInt64
  ) {
    guard best.loss.isFinite, best.version <= lastVersion, countSinceChange <= countSinceBest,
      countSinceBest <= lastVersion, reductions <= lastVersion
    else { return nil }
    self.lastVersion = lastVersion
    self.best = best
    self.countSinceBest = countSinceBest
    self.reductions = reductions
    self.countSinceChange = countSinceChange
  }

  /// Takes a validation. One of a version that was taken before is passed over: a run that was cut off
  /// between a validation and what follows makes it again.
  ///
  /// - Returns: whether it is the best so far.
  /// - Parameter reducesAfter: the rate is reduced when so many validations in a row were no better
  ///   than the best; nil never reduces it.
  @discardableResult
  public mutating func take(loss: Double, version: UInt64, reducesAfter: UInt64?) -> Bool {
    guard version > lastVersion else { return false }
    lastVersion = version
    if best.map({ loss < $0.loss }) ?? true {
      best = Best(version: version, loss: loss)
      countSinceBest = 0
      countSinceChange = 0
      return true
    }
    countSinceBest += 1
    countSinceChange += 1
    if let reducesAfter, countSinceChange >= reducesAfter {
      reductions += 1
      countSinceChange = 0
    }
    return false
  }
}
