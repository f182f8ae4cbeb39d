import CommandLineParsing
import Text

/// One line of the table of a job's options: everything that is known about one field.
public struct JobOption: Sendable {
  /// For an option that means something only beside some values of another one.
  struct Use: Sendable {
    /// The name of that other option.
    let selector: String
    /// Those values, for the error.
    let values: [String]
  }

  /// The key in a job file and the name in the log.
  public let name: String
  /// Flag and variable.
  public let command: CommandOption
  /// Whether a run that continues may have another value than before without changing what its
  /// steps so far would have computed.
  let mayChangeOnResume: @Sendable (Job) -> Bool
  /// Nil where the option always means something.
  let use: Use?

  /// The value as JSON.
  let encode: @Sendable (Job) -> JSON
  /// What must be the same for two jobs to be the same.
  let identity: @Sendable (Job) -> String
  /// Sets the value from JSON; the label says in errors where it comes from.
  let decode: @Sendable (JSON, _ label: String, inout Job) throws(JobError) -> Void
  /// Sets the value from text, likewise.
  let read: @Sendable (String, _ label: String, inout Job) throws(JobError) -> Void
  /// Sets the default value.
  let reset: @Sendable (inout Job) -> Void

  /// An option that takes a value.
  init<Value: Sendable>(
    _ name: String, _ field: WritableKeyPath<Job, Value> & Sendable, _ format: ValueFormat<Value>,
    _ group: JobOptionGroup, _ summary: String, default defaultText: String? = nil,
    use: Use? = nil, topic: HelpTopic? = nil,
    mayChangeOnResume: @escaping @Sendable (Job) -> Bool = { _ in false },
    identity: (@Sendable (Value) -> String)? = nil
  ) {
    let text = format.encode(Job()[keyPath: field]).optionText
    self.init(
      name, field, format,
      command: CommandOption(
        name, value: format.valueName, form: format.form, summary: summary,
        default: defaultText ?? (text == "none" ? nil : text), group: group.rawValue,
        environmentVariable: CommandOption.environmentVariable(for: name), topic: topic),
      use: use, mayChangeOnResume: mayChangeOnResume, identity: identity)
  }

  /// A yes or no whose default is no and whose flag is called as it is.
  init(
    _ name: String, _ field: WritableKeyPath<Job, Bool> & Sendable, _ group: JobOptionGroup,
    flagSummary: String
  ) {
    self.init(
      name, field, .boolean,
      command: CommandOption(
        flag: name, inverse: "no-\(name)", summary: flagSummary, group: group.rawValue,
        environmentVariable: CommandOption.environmentVariable(for: name)))
  }

  /// A yes or no whose default is yes and whose flag, `no-` and the name, says no.
  init(
    _ name: String, unless field: WritableKeyPath<Job, Bool> & Sendable, _ group: JobOptionGroup,
    flagSummary: String
  ) {
    let flag = "no-\(name)"
    self.init(
      name, field, .boolean,
      command: CommandOption(
        flag: flag, inverse: name, summary: flagSummary, group: group.rawValue,
        environmentVariable: CommandOption.environmentVariable(for: flag)),
      flagMeans: false)
  }

  private init<Value: Sendable>(
    _ name: String, _ field: WritableKeyPath<Job, Value> & Sendable, _ format: ValueFormat<Value>,
    command: CommandOption, flagMeans: Bool = true, use: Use? = nil,
    mayChangeOnResume: @escaping @Sendable (Job) -> Bool = { _ in false },
    identity: (@Sendable (Value) -> String)? = nil
  ) {
    self.name = name
    self.command = command
    self.use = use
    self.mayChangeOnResume = mayChangeOnResume
    encode = { format.encode($0[keyPath: field]) }
    self.identity = { job in
      let value = job[keyPath: field]
      return identity.map { $0(value) } ?? format.encode(value).optionText
    }
    decode = { json, label, job throws(JobError) in
      job[keyPath: field] = try Self.checked(json.description, label, format) {
        try format.decode(json)
      }
    }
    read = { text, label, job throws(JobError) in
      let value = flagMeans ? text : text == "true" ? "false" : "true"
      job[keyPath: field] = try Self.checked("'\(text)'", label, format) {
        try format.read(value)
      }
    }
    reset = { $0[keyPath: field] = Job()[keyPath: field] }
  }

  private static func checked<Value>(
    _ given: String, _ label: String, _ format: ValueFormat<Value>, _ read: () throws -> Value?
  ) throws(JobError) -> Value {
    var guess = ""
    do {
      if let value = try read() { return value }
    } catch let misspelling as Misspelling {
      guess = "; did you mean '\(misspelling.guess)'?"
    } catch {
      throw JobError("\(label): \(error)")
    }
    throw JobError("\(label) must be \(format.expectation), not \(given)\(guess)")
  }

  /// The value as text: as a flag would give it, `none` for nothing.
  public func text(of job: Job) -> String { encode(job).optionText }

  /// Whether the option means something in this job.
  public func isUsed(in job: Job) -> Bool {
    guard let use, let selector = Self.named(use.selector) else { return true }
    return use.values.contains(selector.text(of: job))
  }

  /// The option of that name.
  public static func named(_ name: String) -> JobOption? { all.first { $0.name == name } }
}

extension JSON {
  /// As a flag would be given it.
  fileprivate var optionText: String {
    if isNull { return "none" }
    let text = stringValue ?? description
    if case .double = self, text.hasSuffix(".0") { return String(text.dropLast(2)) }
    return text
  }
}
