/// The evaluation: the validation data at one version of θ, in units that workers share.
///
/// Invariant: the tally of a unit that is done is of all of its samples.
struct Evaluation: Sendable {
  private var samples = 0
  private var tallies: [Tally] = []

  /// Begins with so many samples, none of which is evaluated, in the memory of the last evaluation.
  mutating func begin(samples: Int) {
    self.samples = samples
    let unit = Limits.evaluationUnitSamples
    tallies.removeAll(keepingCapacity: true)
    for _ in 0..<(samples + unit - 1) / unit { tallies.append(Tally()) }
  }

  /// How many units there are.
  var unitCount: Int { tallies.count }

  /// What is wrong with a result; nil where nothing is.
  func misconduct(in result: EvaluationResult) -> DepartureReason.Misconduct? {
    let unit = Int(result.unit)
    guard unit < unitCount else { return .unknownUnit(unit, of: unitCount) }
    let samples = samples(inUnit: unit)
    guard result.tally.samples == samples, result.tally.correct <= samples else {
      return .wrongTally(
        correct: result.tally.correct, samples: result.tally.samples, unitSamples: samples)
    }
    return nil
  }

  /// Takes a unit's result.
  mutating func take(_ result: EvaluationResult) { tallies[Int(result.unit)] = result.tally }

  /// The whole, added up in the order of the units, whichever workers computed them and whenever the
  /// results came.
  var total: Tally {
    var total = Tally()
    for tally in tallies { total += tally }
    return total
  }

  /// What of the invariant does not hold; nil where it does.
  func violatedInvariant(_ ledger: WorkLedger) -> String? {
    for (unit, tally) in tallies.enumerated()
    where ledger.units[unit] == .done && tally.samples != samples(inUnit: unit) {
      return "unit \(unit) is done, and \(tally.samples) samples of it are"
    }
    return nil
  }

  /// How many samples a unit has: all but the last are full.
  private func samples(inUnit unit: Int) -> UInt64 {
    let size = Limits.evaluationUnitSamples
    return UInt64(min(size, samples - unit * size))
  }
}
