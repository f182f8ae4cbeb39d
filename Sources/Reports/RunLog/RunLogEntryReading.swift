import Coordination
import Wire

extension RunLogEntry {
  /// What a line says; nil where it is no line of a log, or lacks what its event cannot be without.
  ///
  /// - Parameter json: the line, parsed.
  init?(json: JSON) {
    guard let time = json["time"]?.doubleValue, ReportLimits.times.contains(time),
      let name = json["event"]?.stringValue,
      let event = Self.event(name, Members(json: json))
    else { return nil }
    self.init(time: time, event)
  }

  private static func event(_ name: String, _ line: Members) -> Event? {
    switch name {
    case "listening":
      line.count("generation", atMost: Limits.storedNumberMax).map {
        .listening(
          generation: $0, version: line.count("version") ?? 0, settings: line.texts("settings"))
      }
    case "worker_joined":
      line.count("session").map {
        .workerJoined(
          session: $0, worker: line.text("worker"), host: line.text("host"),
          kernel: line.text("blas_kernel"), key: line.json["key"]?.stringValue)
      }
    case "worker_left":
      line.count("session").map {
        .workerLeft(
          session: $0, worker: line.text("worker"), reason: line.text("reason"),
          reassigned: line.count("reassigned_units") ?? 0)
      }
    case "worker_refused":
      .workerRefused(worker: line.text("worker"), reason: line.text("reason"))
    case "bad_frame": .badFrame(reason: line.text("reason"))
    case "stray_message": .strayMessage(reason: line.text("reason"))
    case "discarded":
      .discarded(
        badFrames: line.count("bad_frames") ?? 0, strayMessages: line.count("stray_messages") ?? 0)
    case "duplicate_push": .duplicatePush
    case "crowded": line.count("connections_max").map { .crowded(connectionsMax: $0) }
    case "speculated":
      line.count("session").map {
        .speculated(
          session: $0, worker: line.text("worker"), units: line.count("units") ?? 0,
          seconds: line.seconds("seconds") ?? 0)
      }
    case "step_skipped":
      line.count("step").map { .stepSkipped(step: $0, worker: line.text("worker")) }
    case "waiting": .waiting(for: line.text("for"))
    case "checkpoint": line.count("step").map { .checkpoint(step: $0) }
    case "checkpoint_failed":
      line.count("step").map { .checkpointFailed(step: $0, reason: line.text("reason")) }
    case "ended": .ended(outcome: line.text("outcome"), reason: line.text("reason"))
    default: measurement(name, line)
    }
  }

  private static func measurement(_ name: String, _ line: Members) -> Event? {
    switch name {
    case "started":
      guard let step = line.count("step"), let total = line.count("total_steps"),
        let perEpoch = line.count("steps_per_epoch")
      else { return nil }
      return .started(
        step: step, totalSteps: total, stepsPerEpoch: perEpoch,
        workers: Int(clamping: line.count("workers") ?? 0))
    case "step": return LoggedStep(line).map { .step($0) }
    case "evaluation":
      guard let step = line.count("step"), let loss = line.number("loss") else { return nil }
      return .evaluation(
        step: step, epoch: line.count("epoch") ?? 0, loss: loss, accuracy: line.number("accuracy"),
        seconds: line.seconds("seconds") ?? 0)
    case "summary": return .summary(RunCounts(line))
    case "clock":
      guard let session = line.count("session"), let offset = line.seconds("offset_seconds"),
        let roundTrip = line.seconds("round_trip_seconds")
      else { return nil }
      return .clock(session: session, offset: offset, roundTrip: roundTrip)
    case "resources":
      guard let seconds = line.seconds("cpu_seconds") else { return nil }
      return .resources(cpuSeconds: seconds, peakMemory: line.number("peak_memory_bytes") ?? 0)
    default: return .other(name)
    }
  }
}

/// The members of a line, by kind. A number that nothing here could have written counts as none.
private struct Members {
  let json: JSON

  func number(_ key: String) -> Double? {
    json[key]?.doubleValue.flatMap { abs($0) <= ReportLimits.magnitudeMax ? $0 : nil }
  }

  func seconds(_ key: String) -> Double? {
    number(key).flatMap { abs($0) <= ReportLimits.secondsMax ? $0 : nil }
  }

  func count(_ key: String, atMost most: UInt64 = ReportLimits.countMax) -> UInt64? {
    json[key]?.integerValue.flatMap { Self.count($0, atMost: most) }
  }

  static func count(_ value: Int64, atMost most: UInt64 = ReportLimits.countMax) -> UInt64? {
    UInt64(exactly: value).flatMap { $0 <= most ? $0 : nil }
  }

  func text(_ key: String) -> String { json[key]?.stringValue ?? "" }

  func texts(_ key: String) -> [String] {
    (json[key]?.arrayValue ?? []).compactMap(\.stringValue)
  }
}

extension LoggedStep {
  fileprivate init?(_ line: Members) {
    guard let step = line.count("step"), let loss = line.number("loss"),
      let samples = line.number("samples"), let seconds = line.seconds("seconds")
    else { return nil }
    self.init(
      step: step, epoch: line.count("epoch") ?? 0, loss: loss,
      learningRate: line.number("learning_rate"), gradientNorm: line.number("gradient_norm"),
      staleness: line.count("staleness") ?? 0, samples: samples, seconds: seconds,
      workers: Int(clamping: line.count("workers") ?? 0), split: TimeSplit(line),
      sentBytes: line.number("sent_bytes"), receivedBytes: line.number("received_bytes"))
  }
}

extension TimeSplit {
  fileprivate init?(_ line: Members) {
    var split = TimeSplit()
    for part in Part.allCases {
      guard let seconds = line.seconds(part.key) else { return nil }
      split[part] = seconds
    }
    self = split
  }
}

extension RunCounts {
  fileprivate init(_ line: Members) {
    self.init()
    usedUnits = line.count("used_units") ?? 0
    speculatedUnits = line.count("speculated_units") ?? 0
    wastedUnits = line.count("wasted_units") ?? 0
    droppedMicroBatches = line.count("dropped_micro_batches") ?? 0
    skippedSteps = line.count("skipped_steps") ?? 0
    stalenessMost = line.count("staleness_max")
    staleness = line.json["staleness_histogram"]?.arrayValue?.map {
      $0.integerValue.flatMap { Members.count($0) } ?? 0
    }
  }
}
