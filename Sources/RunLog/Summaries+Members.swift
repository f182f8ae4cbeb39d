import Coordination
import Text

extension StepSummary {
  var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .count("version", version), .count("step", step + 1), .count("epoch", epoch),
      .number("loss", loss), .float("learning_rate", update.learningRate),
    ]
    if let norm = update.gradientNorm { members.append(.float("gradient_norm", norm)) }
    if staleness > 0 { members.append(.count("staleness", staleness)) }
    let seconds = duration.inSeconds
    members += [
      .count("samples", samples), .number("seconds", seconds),
      .number("samples_per_second", seconds > 0 ? Double(samples) / seconds : 0),
      .count("workers", workers), .count("sent_bytes", update.traffic.sentBytes),
      .count("received_bytes", update.traffic.receivedBytes),
    ]
    return members + (split?.members ?? [])
  }

  /// Only an update that gave finite numbers is a step. A line that does not say how many bytes were
  /// sent has no traffic, which no step is without.
  init?(_ line: LogMembers) {
    guard let version = line.version, version > 0, let loss = line.number("loss"),
      let samples = line.int("samples"), let duration = line.interval("seconds")
    else { return nil }
    // The form without a number names the step only where it is not the version's.
    let step = line.count("version") == nil ? line.count("samples_of_step") : line.count("step")
    var update = UpdateSummary(
      learningRate: line.float("learning_rate") ?? .nan, gradientNorm: line.float("gradient_norm"),
      isFinite: true)
    update.traffic.sentBytes = line.count("sent_bytes", atMost: LogMembers.bytesMax) ?? 0
    update.traffic.receivedBytes = line.count("received_bytes", atMost: LogMembers.bytesMax) ?? 0
    self.init(
      version: version, epoch: line.count("epoch") ?? 0, step: max(1, step ?? version) - 1,
      staleness: line.count("staleness") ?? 0, loss: loss, samples: samples,
      workers: line.int("workers") ?? 0, update: update, duration: duration,
      split: TimeSplit(line))
  }
}

extension TimeSplit.Part {
  /// The name of its member.
  public var key: String { "\(rawValue)_seconds" }
}

extension TimeSplit {
  fileprivate var members: [JSON.Member] {
    Part.allCases.map { .seconds($0.key, self[$0]) }
  }

  /// Nil unless the line has all parts: without one, nothing is known of the sum of the others.
  fileprivate init?(_ line: LogMembers) {
    self.init()
    for part in Part.allCases {
      guard let time = line.interval(part.key) else { return nil }
      self[part] = time
    }
  }
}

extension EvaluationSummary {
  var members: [JSON.Member] {
    [.count("version", version), .count("epoch", epoch), .number("loss", loss)]
      + (accuracy.map { [.number("accuracy", $0)] } ?? [])
      + [.count("samples", samples), .seconds("seconds", duration)]
  }

  init?(_ line: LogMembers) {
    guard let version = line.version, let loss = line.number("loss") else { return nil }
    self.init(
      version: version, epoch: line.count("epoch") ?? 0, loss: loss,
      accuracy: line.number("accuracy"), samples: line.count("samples") ?? 0,
      duration: line.interval("seconds") ?? .none)
  }
}

extension RunSummary {
  var members: [JSON.Member] {
    var members: [JSON.Member] = [
      .count("used_units", usedUnits), .count("speculated_units", speculatedUnits),
      .count("wasted_units", wastedUnits), .count("dropped_micro_batches", droppedMicroBatches),
      .count("skipped_steps", skippedSteps),
    ]
    if let staleness {
      members += [
        .number("staleness_mean", staleness.mean ?? 0), .count("staleness_max", staleness.most),
        .count("staleness_sum", staleness.sum),
        JSON.Member(
          "staleness_histogram", .array(staleness.filled.map { .integer(Int64(clamping: $0)) })),
      ]
    }
    return members
  }

  init(_ line: LogMembers) {
    self.init(
      staleness: line.counts("staleness_histogram").map { counts in
        StalenessHistogram(
          counts: counts, most: line.count("staleness_max") ?? 0,
          // The form without a number has no sum: what the places say of it.
          sum: line.count("staleness_sum")
            ?? counts.enumerated().reduce(0) { $0 &+ UInt64($1.offset) &* $1.element })
      },
      speculatedUnits: line.count("speculated_units") ?? 0,
      wastedUnits: line.count("wasted_units") ?? 0, usedUnits: line.count("used_units") ?? 0,
      droppedMicroBatches: line.count("dropped_micro_batches") ?? 0,
      skippedSteps: line.count("skipped_steps") ?? 0)
  }
}
