/// What the command line and the environment gave, checked against the table of options.
public struct ParsedArguments: Equatable, Sendable {
  /// A value and where it was given.
  public struct Value: Equatable, Sendable {
    /// The text as given; of a flag, `true` or `false`.
    public let text: String
    /// The flag or the variable.
    public let origin: ValueOrigin

    /// A value.
    public init(_ text: String, origin: ValueOrigin) {
      self.text = text
      self.origin = origin
    }

    /// How an error names what gave the value: `--batch` or `PS_BATCH`.
    public var label: String {
      switch origin {
      case .flag(let name): name
      case .environment(let name), .scheduler(let name): name
      case .builtIn, .checkpoint, .jobFile: origin.description
      }
    }
  }

  /// The command that was chosen; the program's name where it has no commands.
  public let command: String
  /// The operands in their order.
  public let operands: [String]
  /// By option; only ever looked up, never iterated.
  private let valuesByName: [String: [Value]]

  init(command: String, operands: [String], values: [String: [Value]]) {
    self.command = command
    self.operands = operands
    self.valuesByName = values
  }

  /// All values of a repeatable option, in the order given.
  public func values(_ name: String) -> [Value] { valuesByName[name] ?? [] }

  /// The value of an option; nil where neither the command line nor the environment has it.
  public func value(_ name: String) -> Value? { valuesByName[name]?.last }

  /// The text of an option's value.
  public func text(_ name: String) -> String? { value(name)?.text }

  /// The values of two options of which neither makes sense without the other; nil where neither was
  /// given.
  ///
  /// - Parameters:
  ///   - first, second: their names, and what they are to be given where only the other is.
  public func bothOrNeither(
    _ first: (name: String, what: String), _ second: (name: String, what: String)
  ) throws(UsageError) -> (first: Value, second: Value)? {
    switch (value(first.name), value(second.name)) {
    case (nil, nil): return nil
    case (let value?, nil):
      throw UsageError("\(value.label) needs --\(second.name) with \(second.what)")
    case (nil, let value?):
      throw UsageError("\(value.label) needs --\(first.name) with \(first.what)")
    case (let first?, let second?): return (first, second)
    }
  }

  /// Whether a flag was given (and not taken back by its inverse).
  public func isSet(_ name: String) -> Bool { value(name)?.text == "true" }

  /// The value of an option that takes a whole number; nil where it was not given.
  public func wholeNumber(_ name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let value = value(name) else { return nil }
    guard let number = Int(value.text), range.contains(number) else {
      throw UsageError(
        "\(value.label) must be a whole number from \(range.lowerBound) to \(range.upperBound), "
          + "not '\(value.text)'")
    }
    return number
  }

  /// The value of an option that takes a number from 0 to 1; nil where it was not given.
  public func share(_ name: String) throws(UsageError) -> Double? {
    guard let value = value(name) else { return nil }
    guard let number = Double(value.text), (0...1).contains(number) else {
      throw UsageError("\(value.label) must be a number from 0 to 1, not '\(value.text)'")
    }
    return number
  }
}
