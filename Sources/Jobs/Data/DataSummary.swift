import Coordination
import Learning
import Text

/// What a job's data are, in a few figures: all that a server needs to know of them.
public struct DataSummary: Equatable, Sendable {
  /// Which data, how many samples, and what makes features and classes of them.
  public var data: ModelData
  /// How many features a sample has.
  public let features: Int
  /// How many outputs a network needs.
  public let outputs: Int
  /// What there is to know of the files, a sentence each.
  public let notes: [String]

  /// The figures of loaded data.
  public init(_ data: JobData) {
    self.data = data.description
    features = data.network.inputCount
    outputs = data.network.outputCount
    notes = data.notes
  }

  /// Reads what `json` has written; nil if it is something else.
  public init?(json: JSON) {
    guard let preparation = json["preparation"].flatMap({ DataPreparation(json: $0) }),
      let facts = DataFacts(json: json),
      let features = json["features"]?.integerValue.flatMap(Int.init(exactly:)),
      let outputs = json["outputs"]?.integerValue.flatMap(Int.init(exactly:))
    else { return nil }
    data = ModelData(preparation: preparation, facts: facts)
    self.features = features
    self.outputs = outputs
    notes = (json["notes"]?.arrayValue ?? []).compactMap(\.stringValue)
  }

  /// Which data, how many samples.
  public var facts: DataFacts { data.facts }

  /// The figures as an object; fingerprints as 16 hexadecimal digits.
  public var json: JSON {
    .object(
      facts.jsonMembers + [
        JSON.Member("features", .integer(Int64(features))),
        JSON.Member("outputs", .integer(Int64(outputs))),
        JSON.Member("preparation", data.preparation.json),
        JSON.Member("notes", .array(notes.map { .string($0) })),
      ])
  }

  /// The figures for people, a line each.
  public var text: String {
    var lines = [
      "features             \(features)", "outputs              \(outputs)",
      "training samples     \(DecimalText.grouped(UInt64(facts.trainingSamples)))",
      "  fingerprint        \(Hexadecimal.text(facts.fingerprint.training))",
      "validation samples   \(DecimalText.grouped(UInt64(facts.validationSamples)))",
    ]
    if facts.validationSamples > 0 {
      lines.append("  fingerprint        \(Hexadecimal.text(facts.fingerprint.validation))")
    }
    lines += notes.map { "note                 \($0)" }
    return lines.map { $0 + "\n" }.joined()
  }
}
