import CommandLineParsing
import Text

extension Job {
  /// Reads a job from JSON; what it does not name has its default.
  ///
  /// - Throws: `JobError` for text that is no JSON, an unknown key, and a value or combination of
  ///   values that cannot be.
  public init(json text: String) throws(JobError) {
    self = try ResolvedJob(json: text, origin: .jobFile("")).job
  }

  /// The job as JSON, with every option that means something in it, in the order of the table.
  public var json: JSON {
    let options = JobOption.all.filter { $0.isUsed(in: self) }
      .map { JSON.Member($0.name, $0.encode(self)) }
    return .object(
      options + (preparation.map { [JSON.Member(Self.preparationKey, $0.json)] } ?? []))
  }

  /// The member that says what makes features and classes of the data, where it is said.
  static let preparationKey = "preparation"

  /// The job as compact JSON: equal for equal jobs. What goes over the wire and into checkpoints.
  public var canonicalText: String { json.description }

  /// The job as a file for people, with a final newline.
  public var fileText: String { String(decoding: json.encoded(pretty: true), as: UTF8.self) + "\n" }
}
