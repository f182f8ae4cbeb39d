import CommandLineParsing
import Testing

@testable import Jobs

@Suite struct JobOptionTests {
  /// The names that the issue of this program's first release promises, and those of the schedules'
  /// and optimizers' own parameters.
  static let names = [
    "data", "validation", "task", "model", "activation", "output-activation", "bias",
    "init", "initializer", "loss", "class-weights", "dropout", "regularizer", "decoupled",
    "regularize-biases", "reduction",
    "optimizer", "momentum", "beta1", "beta2", "epsilon", "weight-decay", "clip-norm",
    "learning-rate",
    "schedule", "warmup-steps", "decay-every", "decay-factor", "plateau-patience",
    "final-learning-rate", "batch",
    "micro-batches", "epochs", "steps", "seed", "mode", "drop", "staleness", "compensate",
    "skip-non-finite", "target-accuracy", "target-loss", "patience", "checkpoint-every",
    "keep-checkpoints",
  ]

  @Test func theTableHasEveryOptionOnce() {
    #expect(JobOption.all.map(\.name) == Self.names)
  }

  @Test func keysFlagsAndVariablesAgree() {
    for option in JobOption.all {
      let flag = option.name == "bias" ? "no-bias" : option.name
      #expect(option.command.name == flag)
      #expect(option.command.environmentVariable == CommandOption.environmentVariable(for: flag))
    }
    #expect(CommandOption.environmentVariable(for: "learning-rate") == "PS_LEARNING_RATE")
  }

  @Test func flagsThatMayBeTakenBackHaveNoNameOfAnotherOption() {
    let inverses = JobOption.all.compactMap(\.command.inverse)
    #expect(inverses == ["bias", "no-decoupled", "no-regularize-biases", "no-skip-non-finite"])
    #expect(Set(JobOption.all.map(\.command.name)).isDisjoint(with: inverses))
  }

  /// The optimizers and schedules that a hyperparameter names exist.
  @Test func dependenciesNameValuesThatExist() throws {
    for option in JobOption.all {
      guard let use = option.use else { continue }
      let selector = try #require(JobOption.named(use.selector))
      #expect(selector.use == nil)
      for value in use.values {
        var job = Job()
        try selector.read(value, "--\(selector.name)", &job)
        #expect(selector.text(of: job) == value)
      }
    }
  }

  @Test func defaultsInTheHelpReadBack() throws {
    for option in JobOption.all {
      guard let text = option.command.defaultText, option.name != "micro-batches" else { continue }
      var job = Job()
      try option.read(text, "--\(option.name)", &job)
      #expect(job == Job(), "\(option.name)")
    }
  }

  @Test func summariesAreFitForHelp() {
    for option in JobOption.all {
      #expect(option.command.summary.last != ".")
      #expect(option.command.summary.first?.isUppercase == true)
    }
  }

  /// A command line of all options can be parsed, and its help and completions written.
  @Test func theWholeTableMakesACommand() throws {
    let program = Program(
      version: "0.1.0",
      command: Command("train", summary: "Train", options: JobOption.all.map(\.command)))
    for columns in [40, 80, 120] {
      let outcome = try program.parse(["--help"], environment: ["COLUMNS": "\(columns)"])
      guard case .show(let help) = outcome else {
        Issue.record("no help")
        return
      }
      for line in help.split(separator: "\n") { #expect(line.count <= columns) }
      for option in JobOption.all { #expect(help.contains("  --\(option.command.name)")) }
    }
  }
}
