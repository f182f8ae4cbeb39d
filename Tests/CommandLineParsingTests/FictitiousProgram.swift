import CommandLineParsing

/// A small program with one option of each kind.
enum FictitiousProgram {
  static let brew = Command(
    "brew", summary: "Make coffee", discussion: ["It takes a while, since good things do."],
    operands: [
      Operand("CUP", summary: "Where it goes"),
      Operand(
        "SIZE", form: .choices(["small", "large"]), summary: "How much", isRequired: false),
    ],
    options: [
      CommandOption(
        "strength", value: "N", summary: "How many spoons of coffee are used for one cup",
        default: "2", group: "Taste", environmentVariable: "PS_STRENGTH"),
      CommandOption(
        "bean", value: "NAME", form: .choices(["arabica", "robusta"]), summary: "Kind",
        default: "arabica", group: "Taste", environmentVariable: "PS_BEAN"),
      CommandOption(
        flag: "no-milk", inverse: "milk", summary: "Black", group: "Taste",
        environmentVariable: "PS_NO_MILK"),
      CommandOption(
        "include", value: "FILE", form: .file, summary: "Recipe", group: "Files",
        isRepeatable: true),
      CommandOption("out", value: "DIR", form: .folder, summary: "Log folder", group: "Files"),
      CommandOption(
        "source", value: "SPEC", form: .suggestions(["tap", "well:"]), summary: "Water",
        group: "Files", environmentVariable: "WATER"),
    ])

  static let pour = Command(
    "pour", summary: "Fill a cup",
    options: [
      CommandOption("to", value: "CUP", summary: "Which one", isRequired: true)
    ])

  static let program = Program(
    "coffee", version: "1.2.3", summary: "Hot drinks by command", commands: [brew, pour])
  static let sharing = Program(
    "coffee", version: "1.2.3", summary: "Hot drinks", sharesItsName: true, commands: [brew, pour])
  static let single = Program(version: "0.1.0", command: pour)

  /// Parses, expecting that the command is to be run.
  static func run(_ arguments: String..., environment: [String: String] = [:]) throws
    -> ParsedArguments
  {
    guard case .run(let parsed) = try program.parse(arguments, environment: environment) else {
      throw UsageError("a text was to be shown")
    }
    return parsed
  }

  /// Parses, expecting a text, and answers it.
  static func shown(_ arguments: String..., of program: Program = program, columns: Int? = nil)
    throws -> String
  {
    let environment = columns.map { ["COLUMNS": "\($0)"] } ?? [:]
    guard case .show(let text) = try program.parse(arguments, environment: environment) else {
      throw UsageError("a command was to be run")
    }
    return text
  }
}
