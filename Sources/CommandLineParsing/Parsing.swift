/// What the program should do with its arguments.
public enum ParseOutcome: Equatable, Sendable {
  /// Run the command with these.
  case run(ParsedArguments)
  /// Print this text to stdout and end with success: help, version, completion script.
  case show(String)
}

extension Program {
  /// Reads `arguments` (without the program's own name) by the table of options, and the variables
  /// that the table names from `environment`, the command line winning.
  ///
  /// `--option value`, `--option=value`, operands anywhere, `--` before operands that start with a
  /// dash. `COLUMNS` in the environment sets the width of the help.
  ///
  /// - Parameter scheduled: what the scheduler that started the program says about a command's
  ///   options, by their names; the weakest of the three.
  /// - Throws: `UsageError` for an unknown, incomplete, missing or surplus argument.
  public func parse(
    _ arguments: [String], environment: [String: String],
    scheduled: (_ command: String) -> [String: ParsedArguments.Value] = { _ in [:] }
  ) throws(UsageError) -> ParseOutcome {
    let width = HelpWidth(columns: environment["COLUMNS"]).columns
    let home = environment["HOME"]
    guard case .commands(let commands) = content else {
      guard case .single(let command) = content else { preconditionFailure("two cases") }
      var reading = ArgumentReading(program: self, command: command, width: width, home: home)
      return try reading.read(
        arguments[...], environment: environment, scheduled: scheduled(command.name))
    }
    guard let first = arguments.first else {
      throw UsageError("a command is needed: \(commands.map(\.name).joinedAsAlternatives)")
    }
    if let command = commands.first(where: { $0.name == first }) {
      var reading = ArgumentReading(program: self, command: command, width: width, home: home)
      return try reading.read(
        arguments.dropFirst(), environment: environment, scheduled: scheduled(command.name))
    }
    guard first.hasPrefix("-") else {
      throw .unknown(
        "unknown command '\(first)'", guess: closest(to: first, in: commands.map(\.name)))
    }
    // Before a command there is only what every command takes.
    var reading = ArgumentReading(program: self, command: nil, width: width, home: home)
    let outcome = try reading.read(arguments[...], environment: environment, scheduled: [:])
    guard case .show = outcome else {
      throw UsageError("a command is needed: \(commands.map(\.name).joinedAsAlternatives)")
    }
    return outcome
  }
}

/// The arguments of one command as they are read, from left to right.
private struct ArgumentReading {
  let program: Program
  /// Nil before a command was chosen.
  let command: Command?
  let width: Int
  let homePath: HomePath
  var operands: [String] = []
  var values: [String: [ParsedArguments.Value]] = [:]

  var options: [CommandOption] { (command?.options ?? []) + Program.commonOptions }

  init(program: Program, command: Command?, width: Int, home: String?) {
    self.program = program
    self.command = command
    self.width = width
    homePath = HomePath(home: home)
  }

  mutating func read(
    _ arguments: ArraySlice<String>, environment: [String: String],
    scheduled: [String: ParsedArguments.Value]
  ) throws(UsageError) -> ParseOutcome {
    var rest = arguments
    var optionsEnded = false
    while let token = rest.popFirst() {
      if optionsEnded || token == "-" || !token.hasPrefix("-") {
        try addOperand(token)
      } else if token == "--" {
        optionsEnded = true
      } else if let text = try readOption(token, rest: &rest) {
        return .show(text)
      }
    }
    try readEnvironment(environment)
    for option in options where values[option.name] == nil {
      if let value = scheduled[option.name] { values[option.name] = [value] }
    }
    try checkNothingIsMissing()
    return .run(
      ParsedArguments(
        command: command?.name ?? program.name, operands: operands, values: values))
  }

  /// Reads one option and its value; answers the text to show, where the option asks for one.
  private mutating func readOption(_ token: String, rest: inout ArraySlice<String>)
    throws(UsageError) -> String?
  {
    if token == "-h" { return program.help(command: command, width: width) }
    // A value may begin with a scalar that combines with the one before.
    let parts = token.unicodeScalars.split(
      separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let written = String(parts[0])
    let inline = parts.count > 1 ? String(parts[1]) : nil
    let name = written.hasPrefix("--") ? String(written.dropFirst(2)) : nil
    guard
      let option = options.first(where: { $0.name == name || ($0.inverse == name && name != nil) })
    else { throw unknownOption(written) }

    guard let form = option.form else {
      if let inline { throw UsageError("\(written) takes no value, but was given '\(inline)'") }
      switch option.name {
      case "help": return program.help(command: command, width: width)
      case "version": return "\(program.name) \(program.version)\n"
      default:
        record(name == option.name ? "true" : "false", for: option, origin: .flag(written))
        return nil
      }
    }
    // A token that starts with two dashes is the next option, not this one's value; another single
    // dash may start a negative number.
    guard let value = inline ?? rest.first.flatMap({ $0.hasPrefix("--") || $0 == "-h" ? nil : $0 })
    else {
      throw UsageError(
        "\(written) needs a value\(form.words.isEmpty ? "" : ": \(form.words.joinedAsAlternatives)")"
      )
    }
    if inline == nil { rest.removeFirst() }
    try check(value, form: form, label: written)
    let resolved = try homePath.resolved(value, form: form, label: written)
    if option.name == "generate-completion-script", let shell = CompletionShell(rawValue: value) {
      return program.completionScript(for: shell)
    }
    record(resolved, for: option, origin: .flag(written))
    return nil
  }

  private mutating func addOperand(_ token: String) throws(UsageError) {
    guard let command else { throw UsageError("unexpected argument '\(token)'") }
    guard operands.count < command.operands.count else {
      let guess = closest(to: token, in: command.options.map(\.name)).map { "--\($0)" }
      throw .unknown("unexpected argument '\(token)'", guess: guess)
    }
    let operand = command.operands[operands.count]
    try check(token, form: operand.form, label: operand.name)
    operands.append(try homePath.resolved(token, form: operand.form, label: operand.name))
  }

  private mutating func readEnvironment(_ environment: [String: String]) throws(UsageError) {
    for option in options where values[option.name] == nil {
      guard let variable = option.environmentVariable, let text = environment[variable],
        !text.isEmpty
      else { continue }
      if let form = option.form {
        try check(text, form: form, label: variable)
        let resolved = try homePath.resolved(text, form: form, label: variable)
        record(resolved, for: option, origin: .environment(variable))
      } else {
        switch text.lowercased() {
        case "1", "true", "yes": record("true", for: option, origin: .environment(variable))
        case "0", "false", "no": record("false", for: option, origin: .environment(variable))
        default: throw UsageError("\(variable) must be true or false, not '\(text)'")
        }
      }
    }
  }

  private func checkNothingIsMissing() throws(UsageError) {
    guard let command else { return }
    for option in command.options where option.isRequired && values[option.name] == nil {
      throw UsageError("--\(option.name) is needed")
    }
    if operands.count < command.operands.count, command.operands[operands.count].isRequired {
      throw UsageError("\(command.operands[operands.count].name) is needed")
    }
  }

  private mutating func record(_ text: String, for option: CommandOption, origin: ValueOrigin) {
    let value = ParsedArguments.Value(text, origin: origin)
    if option.isRepeatable {
      values[option.name, default: []].append(value)
    } else {
      values[option.name] = [value]
    }
  }

  private func check(_ value: String, form: ValueForm, label: String) throws(UsageError) {
    if case .choices(let choices) = form, !choices.contains(value) {
      throw .notAChoice(value, of: choices, for: label)
    }
  }

  private func unknownOption(_ written: String) -> UsageError {
    if command == nil,
      let owner = program.commands.first(where: { command in
        command.options.contains { "--\($0.name)" == written }
      })
    {
      return UsageError(
        "\(written) belongs after a command, as in '\(program.name) \(owner.name) \(written)'")
    }
    let names = options.flatMap { [$0.name] + ($0.inverse.map { [$0] } ?? []) }
    let word = String(written.drop { $0 == "-" })
    return .unknown(
      "unknown option '\(written)'",
      guess: program.guessedOption(word, among: names).map { "--\($0)" })
  }
}
