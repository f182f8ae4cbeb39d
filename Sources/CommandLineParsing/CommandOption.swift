/// One line of a command's table of options: parser, help and completions all read it.
public struct CommandOption: Equatable, Sendable {
  /// What follows the option's name.
  public enum Kind: Equatable, Sendable {
    /// Nothing: its presence says yes. `inverse`, where there is one, is the name that says no.
    case flag(inverse: String?)
    /// A value, called `name` in the help (`FILE`, `N`).
    case value(name: String, form: ValueForm)
  }

  /// The name without its dashes: `learning-rate`.
  public let name: String
  /// Flag or value.
  public let kind: Kind
  /// What it is for, in words that fit a line or two of help; no full stop at the end.
  public private(set) var summary: String
  /// The value that holds when nothing is given, as text for the help.
  public private(set) var defaultText: String?
  /// The heading under which the help lists it.
  public let group: String
  /// The variable that is read when the option is not given; an empty variable counts as unset.
  public let environmentVariable: String?
  /// Whether each occurrence adds a value; otherwise the last one wins.
  public let isRepeatable: Bool
  /// Whether the command cannot run without it.
  public let isRequired: Bool
  /// What its value is made of, where that takes a list in the help.
  public let topic: HelpTopic?

  /// An option that takes a value.
  public init(
    _ name: String, value valueName: String, form: ValueForm = .text, summary: String,
    default defaultText: String? = nil, group: String = "Options",
    environmentVariable: String? = nil, isRepeatable: Bool = false, isRequired: Bool = false,
    topic: HelpTopic? = nil
  ) {
    precondition(!name.isEmpty && !name.hasPrefix("-"), "a name is written without dashes")
    self.name = name
    self.kind = .value(name: valueName, form: form)
    self.summary = summary
    self.defaultText = defaultText
    self.group = group
    self.environmentVariable = environmentVariable
    self.isRepeatable = isRepeatable
    self.isRequired = isRequired
    self.topic = topic
  }

  /// A flag, which takes no value.
  public init(
    flag name: String, inverse: String? = nil, summary: String, group: String = "Options",
    environmentVariable: String? = nil
  ) {
    precondition(!name.isEmpty && !name.hasPrefix("-"), "a name is written without dashes")
    self.name = name
    self.kind = .flag(inverse: inverse)
    self.summary = summary
    self.defaultText = nil
    self.group = group
    self.environmentVariable = environmentVariable
    self.isRepeatable = false
    self.isRequired = false
    self.topic = nil
  }

  /// The option as it is where something else holds when it is not given.
  public func withDefault(_ text: String) -> CommandOption {
    var option = self
    option.defaultText = text
    return option
  }

  /// The option as it is where its help says something else.
  public func withSummary(_ text: String) -> CommandOption {
    var option = self
    option.summary = text
    return option
  }

  /// The form of its value; nil for a flag.
  public var form: ValueForm? {
    guard case .value(_, let form) = kind else { return nil }
    return form
  }

  /// The name that says no, for a flag that has one.
  public var inverse: String? {
    guard case .flag(let inverse) = kind else { return nil }
    return inverse
  }

  /// The variable by the rule that all programs follow: `learning-rate` is `PS_LEARNING_RATE`.
  public static func environmentVariable(for name: String) -> String {
    "PS_" + String(name.uppercased().map { $0 == "-" ? "_" : $0 })
  }
}
