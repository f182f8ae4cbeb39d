import Coordination
import Wire

/// What a job's data are, in a few figures: all that a server needs to know of them.
public struct DataSummary: Equatable, Sendable {
  /// Which data, how many samples.
  public let facts: DataFacts
  /// How many features a sample has.
  public let features: Int
  /// How many outputs a network needs.
  public let outputs: Int
  /// What is in the files and is not used, a sentence each.
  public let notes: [String]

  /// The figures of loaded data.
  public init(_ data: JobData) {
    facts = data.facts
    features = data.network.inputCount
    outputs = data.network.outputCount
    notes = data.notes
  }

  /// Reads what `json` has written; nil if it is something else.
  public init?(json: JSON) {
    func count(_ key: String) -> Int? { json[key]?.integerValue.flatMap(Int.init(exactly:)) }
    func hash(_ key: String) -> UInt64? {
      json[key]?.stringValue.flatMap { UInt64($0, radix: 16) }
    }
    guard let training = count("training_samples"), let validation = count("validation_samples"),
      let features = count("features"), let outputs = count("outputs"),
      let trainingHash = hash("training_fingerprint"),
      let validationHash = hash("validation_fingerprint")
    else { return nil }
    facts = DataFacts(
      fingerprint: DataFingerprint(training: trainingHash, validation: validationHash),
      trainingSamples: training, validationSamples: validation)
    self.features = features
    self.outputs = outputs
    notes = (json["notes"]?.arrayValue ?? []).compactMap(\.stringValue)
  }

  /// The figures as an object; fingerprints as 16 hexadecimal digits.
  public var json: JSON {
    .object([
      JSON.Member("training_samples", .integer(Int64(facts.trainingSamples))),
      JSON.Member("validation_samples", .integer(Int64(facts.validationSamples))),
      JSON.Member("features", .integer(Int64(features))),
      JSON.Member("outputs", .integer(Int64(outputs))),
      JSON.Member("training_fingerprint", .string(facts.fingerprint.training.hexadecimal)),
      JSON.Member("validation_fingerprint", .string(facts.fingerprint.validation.hexadecimal)),
      JSON.Member("notes", .array(notes.map { .string($0) })),
    ])
  }

  /// The figures for people, a line each.
  public var text: String {
    var lines = [
      "features             \(features)", "outputs              \(outputs)",
      "training samples     \(DecimalText.grouped(UInt64(facts.trainingSamples)))",
      "  fingerprint        \(facts.fingerprint.training.hexadecimal)",
      "validation samples   \(DecimalText.grouped(UInt64(facts.validationSamples)))",
    ]
    if facts.validationSamples > 0 {
      lines.append("  fingerprint        \(facts.fingerprint.validation.hexadecimal)")
    }
    lines += notes.map { "note                 \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension UInt64 {
  fileprivate var hexadecimal: String {
    let digits = String(self, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
