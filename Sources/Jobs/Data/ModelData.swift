import Coordination
import Learning
import Text

/// What a checkpoint says of the data that its θ was trained on: enough to read others like them, and
/// to tell whether they are still the same.
public struct ModelData: Equatable, Sendable {
  /// What turns rows into features and answers.
  public var preparation: DataPreparation
  /// Which data, how many samples.
  public var facts: DataFacts
  /// The versions of θ at which the run went on with other data than before, ascending.
  public var changedAt: [UInt64]

  /// What is said of data that have not changed.
  public init(preparation: DataPreparation, facts: DataFacts, changedAt: [UInt64] = []) {
    self.preparation = preparation
    self.facts = facts
    self.changedAt = changedAt
  }

  /// Reads what `text` has written.
  ///
  /// - Throws: `JobError` for anything else.
  public init(text: String) throws(JobError) {
    guard let json = try? JSON.parse(Array(text.utf8)),
      let preparation = DataPreparation(json: json),
      let facts = DataFacts(json: json),
      let changed = json["changed_at"].map(\.arrayValue) ?? []
    else { throw JobError("what it says of its data can't be understood") }
    self.preparation = preparation
    self.facts = facts
    changedAt = changed.compactMap { $0.integerValue.flatMap { UInt64(exactly: $0) } }
    guard changedAt.count == changed.count else {
      throw JobError("what it says of its data can't be understood")
    }
  }

  /// What has changed where data have been found that should be these, a clause for each part.
  public func changes(to found: DataFacts, of job: Job) -> [String] {
    func clause(
      _ name: String, _ then: (samples: Int, hash: UInt64), _ now: (samples: Int, hash: UInt64)
    ) -> String? {
      guard then.hash != now.hash else { return nil }
      func text(_ part: (samples: Int, hash: UInt64)) -> String {
        "\(DecimalText.grouped(UInt64(part.samples))) samples with fingerprint \(Hexadecimal.text(part.hash))"
      }
      return "\(name) are not those that the model was trained with (then \(text(then)), now "
        + "\(text(now)))"
    }
    let validation =
      switch job.validation {
      case .data(let specification): "\(specification)"
      case .share(let share): "(\(share) of \(job.data))"
      case .automatic, .none: "\(job.data)"
      }
    return [
      clause(
        "the training data \(job.data)", (facts.trainingSamples, facts.fingerprint.training),
        (found.trainingSamples, found.fingerprint.training)),
      clause(
        "the validation data \(validation)",
        (facts.validationSamples, facts.fingerprint.validation),
        (found.validationSamples, found.fingerprint.validation)),
    ].compactMap { $0 }
  }

  /// Compact JSON, which `init(text:)` reads back: equal for equal data.
  public var text: String {
    var members = facts.jsonMembers + preparation.jsonMembers
    if !changedAt.isEmpty {
      members.append(
        .init("changed_at", .array(changedAt.map { .integer(Int64(clamping: $0)) })))
    }
    return JSON.object(members).description
  }
}

extension DataFacts {
  /// Reads what `jsonMembers` has written; nil if it is something else.
  init?(json: JSON) {
    func count(_ key: String) -> Int? {
      json[key]?.integerValue.flatMap(Int.init(exactly:)).flatMap { $0 >= 0 ? $0 : nil }
    }
    func hash(_ key: String) -> UInt64? {
      json[key]?.stringValue.flatMap { UInt64($0, radix: 16) }
    }
    guard let training = count("training_samples"), let validation = count("validation_samples"),
      let trainingHash = hash("training_fingerprint"),
      let validationHash = hash("validation_fingerprint")
    else { return nil }
    self.init(
      fingerprint: DataFingerprint(training: trainingHash, validation: validationHash),
      trainingSamples: training, validationSamples: validation)
  }

  /// The counts, and the fingerprints as 16 hexadecimal digits.
  var jsonMembers: [JSON.Member] {
    [
      JSON.Member("training_samples", .integer(Int64(trainingSamples))),
      JSON.Member("validation_samples", .integer(Int64(validationSamples))),
      JSON.Member("training_fingerprint", .string(Hexadecimal.text(fingerprint.training))),
      JSON.Member("validation_fingerprint", .string(Hexadecimal.text(fingerprint.validation))),
    ]
  }
}
