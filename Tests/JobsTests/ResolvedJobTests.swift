import CommandLineParsing
import Testing

@testable import Jobs

@Suite struct ResolvedJobTests {
  private static let program = Program(
    version: "0.1.0",
    command: Command("train", summary: "Train", options: JobOption.all.map(\.command)))

  private static func resolve(
    _ flags: [String] = [], _ environment: [String: String] = [:], file: String? = nil,
    resuming: Job? = nil
  ) throws -> ResolvedJob {
    guard case .run(let parsed) = try program.parse(flags, environment: environment) else {
      throw UsageError("a text was to be shown")
    }
    return try ResolvedJob(
      arguments: parsed, file: file.map { ResolvedJob.File(path: "run.json", text: $0) },
      resuming: resuming)
  }

  /// Each place that has a batch, and which of them wins.
  @Test(arguments: [
    (true, true, true, true, 1, "flag"), (false, true, true, true, 2, "PS_BATCH"),
    (false, false, true, true, 3, "job file run.json"),
    (false, false, false, true, 4, "checkpoint"),
    (false, false, false, false, 64, "default"), (true, false, false, true, 1, "flag"),
    (true, false, true, false, 1, "flag"), (false, true, false, true, 2, "PS_BATCH"),
  ])
  func theMoreProminentPlaceWins(
    flag: Bool, variable: Bool, file: Bool, checkpoint: Bool, batch: Int, origin: String
  ) throws {
    var earlier = Job()
    earlier.batch = 4
    earlier.microBatches = 1
    let resolved = try Self.resolve(
      flag ? ["--batch", "1", "--micro-batches", "1"] : [], variable ? ["PS_BATCH": "2"] : [:],
      file: file ? #"{"batch": 3, "micro-batches": 1}"# : nil,
      resuming: checkpoint ? earlier : nil)
    #expect(resolved.job.batch == batch)
    #expect("\(resolved.origin(of: "batch"))" == origin)
  }

  @Test func settingsSayWhereTheyComeFrom() throws {
    let resolved = try Self.resolve(
      ["--learning-rate", "0.01", "--no-bias"], ["PS_SEED": "7", "PS_DECOUPLED": "1"],
      file: #"{"steps": 10, "regularizer": "l2:0.5"}"#)
    let lines = resolved.settings.map(\.description)
    for line in [
      "learning-rate 0.01 (flag)", "bias false (flag)", "seed 7 (PS_SEED)",
      "decoupled true (PS_DECOUPLED)", "steps 10 (job file run.json)",
      "regularizer l2:0.5 (job file run.json)", "batch 64 (default)", "beta1 0.9 (default)",
    ] { #expect(lines.contains(line), "\(line)") }
    #expect(!lines.contains { $0.hasPrefix("epochs") || $0.hasPrefix("momentum") })
  }

  @Test func flagsGoBothWays() throws {
    let file = #"{"bias": false, "decoupled": true, "regularize-biases": true}"#
    let same = try Self.resolve(file: file).job
    #expect(!same.hasBias && same.isDecoupled && same.regularizesBiases)
    let back = try Self.resolve(
      ["--bias", "--no-decoupled", "--no-regularize-biases"], file: file
    ).job
    #expect(back == Job())
  }

  @Test func epochsAndStepsAreOneField() throws {
    #expect(try Self.resolve(["--steps", "9"], file: #"{"epochs": 2}"#).job.length == .steps(9))
    #expect(try Self.resolve(["--epochs", "9"], file: #"{"steps": 2}"#).job.length == .epochs(9))
    #expect(
      try Self.resolve(["--epochs", "9"], ["PS_STEPS": "2"], file: #"{"steps": 3}"#).job.length
        == .epochs(9))
    var earlier = Job()
    earlier.length = .steps(100)
    #expect(try Self.resolve(resuming: earlier).job.length == .steps(100))
    #expect(try Self.resolve(["--epochs", "3"], resuming: earlier).job.length == .epochs(3))
    // A resolved job's file says null for the other one, and may be changed by either flag.
    let file = Job().fileText
    #expect(try Self.resolve(["--steps", "5"], file: file).job.length == .steps(5))
    #expect(try Self.resolve(["--epochs", "none"], file: file).job.length == .epochs(20))
    #expect(
      throws: JobError(
        "--epochs and --steps cannot both be given: a run ends after epochs or after steps")
    ) { try Self.resolve(["--steps", "5", "--epochs", "5"]) }
    #expect(
      throws: JobError(
        "PS_EPOCHS and PS_STEPS cannot both be given: a run ends after epochs or after steps")
    ) { try Self.resolve([], ["PS_STEPS": "5", "PS_EPOCHS": "5"]) }
  }

  @Test func anUnusedHyperparameterIsAMistakeWhereItIsMeant() {
    #expect(
      throws: JobError("--beta1 applies only to optimizer adam or adamw, not to sgd")
    ) { try Self.resolve(["--optimizer", "sgd", "--beta1", "0.5"]) }
    #expect(
      throws: JobError("--momentum applies only to optimizer momentum or nesterov, not to adam")
    ) { try Self.resolve(["--momentum", "0.5"]) }
    #expect(
      throws: JobError("PS_BETA2 applies only to optimizer adam or adamw, not to sgd")
    ) { try Self.resolve([], ["PS_BETA2": "0.5"], file: #"{"optimizer": "sgd"}"#) }
    #expect(
      throws: JobError(
        #"run.json: "final-learning-rate" applies only to schedule cosine or plateau, not to step"#)
    ) { try Self.resolve(file: #"{"schedule": "step", "final-learning-rate": 0}"#) }
  }

  @Test func anUnusedHyperparameterOfALesserPlaceIsForgotten() throws {
    let file = #"{"optimizer": "adam", "beta1": 0.5}"#
    let resolved = try Self.resolve(["--optimizer", "sgd"], file: file)
    var expected = Job()
    expected.optimizer = .sgd
    #expect(resolved.job == expected)
    #expect(resolved.origin(of: "beta1") == .builtIn)
    var earlier = Job()
    earlier.scheduleName = .cosine
    earlier.finalLearningRate = 0.5
    #expect(try Self.resolve(["--schedule", "constant"], resuming: earlier).job == Job())
  }

  @Test func mistakesNameTheirPlace() {
    let range = "must be a whole number from 1 to 1048576"
    #expect(throws: JobError("--batch \(range), not 'abc'")) {
      try Self.resolve(["--batch", "abc"])
    }
    #expect(throws: JobError("PS_BATCH \(range), not '0'")) {
      try Self.resolve([], ["PS_BATCH": "0"])
    }
    #expect(throws: JobError(#"run.json: "batch" \#(range), not true"#)) {
      try Self.resolve(file: #"{"batch": true}"#)
    }
    #expect(
      throws: JobError(#"run.json: key "leaning-rate" is unknown; did you mean "learning-rate"?"#)
    ) { try Self.resolve(file: #"{"leaning-rate": 1}"#) }
  }

  /// A mistake stays one where a more prominent place has a good value: the file is wrong anyway.
  @Test func aWrongJobFileIsRefusedEvenIfFlagsWin() {
    #expect(throws: JobError.self) { try Self.resolve(["--batch", "8"], file: #"{"batch": 0}"#) }
  }

  @Test func aResolvedJobKeepsItsOriginsWithTheModel() throws {
    let resolved = try Self.resolve(["--seed", "2"]).resolvingModel(features: 64, outputs: 10)
    #expect(resolved.job.model == .sizes([64, 128, 10]))
    #expect(resolved.origin(of: "seed") == .flag("--seed"))
    #expect(try Self.resolve(file: resolved.job.fileText).job == resolved.job)
  }

  /// Every flag's value reaches its own field: given each alone, the job differs from the default in
  /// that option only.
  @Test func everyFlagSetsItsOwnField() throws {
    let values = [
      "data": "mnist:d", "validation": "none", "task": "binary", "model": "3-2",
      "activation": "tanh", "output-activation": "gelu", "init": "w.safetensors",
      "initializer": "zeros", "loss": "squared", "class-weights": "balanced", "dropout": "0.5",
      "regularizer": "l1:1.0", "reduction": "sum", "optimizer": "sgd",
      "beta1": "0.5",
      "beta2": "0.5", "epsilon": "0.5", "clip-norm": "2", "learning-rate": "0.5",
      "schedule": "exponential", "warmup-steps": "5", "batch": "100", "micro-batches": "4",
      "epochs": "7", "seed": "3", "drop": "2", "target-accuracy": "0.5", "target-loss": "0.5",
      "patience": "3",
      "checkpoint-every": "5", "keep-checkpoints": "9",
    ]
    var covered = 0
    for option in JobOption.all {
      let name = option.command.name
      let isFlag = option.command.form == nil
      guard let arguments = isFlag ? ["--\(name)"] : values[name].map({ ["--\(name)", $0] }) else {
        continue
      }
      let job = try Self.resolve(arguments).job
      let changed = JobOption.all.filter { $0.encode(job) != $0.encode(Job()) }.map(\.name)
      #expect(changed == [option.name])
      if let value = values[name] { #expect(option.text(of: job) == value) }
      let variable = try #require(option.command.environmentVariable)
      #expect(try Self.resolve([], [variable: isFlag ? "1" : arguments[1]]).job == job)
      covered += 1
    }
    // The others need or forbid a companion: momentum, weight-decay, decay-every, decay-factor,
    // plateau-patience, final-learning-rate, steps, mode, staleness and compensate.
    #expect(covered == JobOption.all.count - 10)
    let others = [
      ["--optimizer", "nesterov", "--momentum", "0.5"],
      ["--optimizer", "adamw", "--weight-decay", "0.5"],
      ["--schedule", "step", "--decay-every", "3", "--decay-factor", "0.5"],
      ["--schedule", "plateau", "--plateau-patience", "3"],
      ["--schedule", "cosine", "--final-learning-rate", "0.5"],
      ["--mode", "async", "--compensate", "0.5"], ["--mode", "bounded", "--staleness", "3"],
      ["--steps", "5"],
    ]
    for arguments in others {
      let job = try Self.resolve(arguments).job
      for index in stride(from: 0, to: arguments.count, by: 2) {
        let option = try #require(JobOption.named(String(arguments[index].dropFirst(2))))
        #expect(option.text(of: job) == arguments[index + 1])
      }
    }
  }
}
