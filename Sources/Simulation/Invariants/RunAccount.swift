import Coordination

/// The simulator's own account of a run: which updates led where, and what θ must be at each version.
///
/// In sync mode that is known before the run begins. In the other modes it depends on the order in
/// which pushes come, so the account is told of each update as it is recorded, checks that it may be,
/// and computes it.
struct RunAccount {
  private let scenario: Scenario
  private let task: TrainingTask
  private let computation: LoneComputation
  /// By version.
  private var points: [RunPoint]
  /// The update that led to version `index + 1`.
  private(set) var updates: [AppliedUpdate] = []

  /// What the arithmetic gave and the formulas don't; nil for nothing.
  var arithmeticMistake: String? { computation.mistake }

  /// The account of a run that has not begun.
  init(_ scenario: Scenario, _ task: TrainingTask) {
    self.scenario = scenario
    self.task = task
    computation = LoneComputation(scenario, task)
    points = [computation.start()]
    guard scenario.rule == .sync else { return }
    for step in 0..<UInt64(scenario.totalSteps) {
      follow(
        AppliedUpdate(
          version: step + 1, readVersion: step, step: step, session: .none,
          microBatches: poisoned(step).isEmpty ? [0..<scenario.microBatches] : []))
    }
  }

  /// The micro-batches of a step whose gradients hold a number that is not finite.
  private func poisoned(_ step: UInt64) -> [Int] {
    (0..<scenario.microBatches).filter { task.isPoisoned(Int(step), $0) }
  }

  private mutating func follow(_ update: AppliedUpdate) {
    points.append(
      computation.follow(
        update, from: points[points.count - 1], reading: points[Int(update.readVersion)]))
    updates.append(update)
    guard scenario.dependsOnValidations, update.version % UInt64(scenario.stepsPerEpoch) == 0,
      let tally = evaluation(atVersion: update.version)
    else { return }
    points[points.count - 1].validations.append(tally.lossSum / Double(tally.samples))
  }

  /// Whether the run ends at a version: the last, or one whose validation was the last of a row that did
  /// not improve on the best.
  func isEnd(_ version: UInt64) -> Bool {
    if version == scenario.totalSteps { return true }
    guard let most = scenario.endsAfter, version > 0, version < points.count,
      version % UInt64(scenario.stepsPerEpoch) == 0
    else { return false }
    let losses = points[Int(version)].validations
    guard let best = losses.min(), let place = losses.firstIndex(of: best) else { return false }
    return losses.count - 1 - place >= most
  }

  /// A server goes on from a version: what led beyond it is forgotten.
  mutating func rewind(to version: UInt64) {
    guard scenario.rule != .sync, version < points.count else { return }
    points.removeLast(points.count - 1 - Int(version))
    updates.removeLast(updates.count - Int(version))
  }

  /// Takes an update as the server has recorded it.
  ///
  /// - Parameter firstVersion: the version that the server began with.
  /// - Returns: what is wrong with it; nil where nothing is.
  mutating func apply(_ update: AppliedUpdate, firstVersion: UInt64) -> String? {
    if let mistake = mistake(in: update, firstVersion: firstVersion) { return mistake }
    follow(update)
    return arithmeticMistake
  }

  private func mistake(in update: AppliedUpdate, firstVersion: UInt64) -> String? {
    if scenario.rule == .sync { return "version \(update.version) is recorded in sync mode" }
    let version = UInt64(points.count)
    guard update.version == version else {
      return "version \(update.version) is recorded after version \(version - 1)"
    }
    guard update.readVersion < version, update.readVersion >= firstVersion else {
      return "version \(version) is said to have read version \(update.readVersion)"
    }
    guard
      update.step / UInt64(scenario.stepsPerEpoch) == (version - 1) / UInt64(scenario.stepsPerEpoch)
    else { return "step \(update.step) is applied in another epoch, in version \(version)" }
    if updates.contains(where: { $0.step == update.step }) {
      return "step \(update.step) was applied twice, in version \(version)"
    }
    if case .bounded(let most) = scenario.rule, update.staleness > most {
      return "version \(version) has a staleness of \(update.staleness), above \(most)"
    }
    let poisoned = poisoned(update.step)
    if update.microBatches.isEmpty {
      return poisoned.isEmpty ? "step \(update.step) is left out without cause" : nil
    }
    if update.microBatches.contains(where: { poisoned.contains(where: $0.contains) }) {
      return "a gradient that is not finite was applied, in version \(version)"
    }
    let count = update.microBatches.reduce(0) { $0 + $1.count }
    switch scenario.rule {
    case .sync:
      break
    case .drop(let most):
      if update.step != version - 1 || update.staleness != 0 {
        return "version \(version) is of step \(update.step), \(update.staleness) updates old"
      }
      if count < scenario.microBatches - most {
        return "version \(version) leaves out \(scenario.microBatches - count) micro-batches"
      }
    case .async, .compensated, .bounded:
      if count != scenario.microBatches {
        return "version \(version) is of \(count) micro-batches"
      }
    }
    return nil
  }

  /// The steps that are part of a version although an earlier one is not; ascending.
  func appliedAhead(atVersion version: UInt64) -> [UInt64] {
    let applied = updates[..<Int(version)].map(\.step).sorted()
    let behind = applied.enumerated().first { $0.element != UInt64($0.offset) }?.offset
    return behind.map { Array(applied[$0...]) } ?? []
  }

  /// What is wrong with a θ that is said to be of a version; nil where nothing is.
  func mistake(in floats: some Collection<Float>, atVersion version: UInt64) -> String? {
    guard version < points.count else { return "version \(version) has never been come to" }
    let expected = points[Int(version)].parameters
    if floats.elementsEqual(expected, by: { $0.bitPattern == $1.bitPattern }) { return nil }
    for (element, (value, right)) in zip(floats, expected).enumerated()
    where value.bitPattern != right.bitPattern {
      return describe(element, value, right, version)
    }
    return "there are \(floats.count) elements instead of \(expected.count)"
  }

  private func describe(
    _ element: Int, _ value: Float, _ expected: Float, _ version: UInt64
  ) -> String {
    guard task.kind == .counting else {
      return "element \(element) is \(value) instead of \(expected) in version \(version)"
    }
    let unit =
      "micro-batch \(element % scenario.microBatches) of step \(element / scenario.microBatches)"
    return switch (value, expected) {
    case (0, _): "\(unit) is missing from version \(version)"
    case (2, 1): "\(unit) was applied twice in version \(version)"
    case (_, 0): "\(unit) is part of version \(version), before its time"
    default: "\(unit) was applied \(value) instead of \(expected) times in version \(version)"
    }
  }

  /// What is wrong with the optimizer's state that is said to be of a version.
  func mistake(inState state: [[Float]], atVersion version: UInt64) -> String? {
    guard version < points.count else { return "version \(version) has never been come to" }
    let expected = points[Int(version)].state
    return state == expected
      ? nil : "the optimizer's state of version \(version) is \(state) instead of \(expected)"
  }

  /// Mean ℓ of the update that led to a version.
  func loss(ofVersion version: UInt64) -> Double? {
    version < points.count ? points[Int(version)].loss : nil
  }

  /// What an evaluation of a version must come to: the units' tallies, summed in their order.
  func evaluation(atVersion version: UInt64) -> Tally? {
    guard version < points.count else { return nil }
    let unit = Limits.evaluationUnitSamples
    var total = Tally()
    points[Int(version)].parameters.withUnsafeBufferPointer { parameters in
      guard let base = parameters.baseAddress else { return }
      for index in 0..<(scenario.validationSamples + unit - 1) / unit {
        total += task.evaluate(unit: index, at: base)
      }
    }
    return total
  }
}
