import CommandLineParsing
import Testing

@testable import Jobs

@Suite struct JobErrorTests {
  static let wholes = [
    ("batch", "1", "1048576"), ("micro-batches", "1", "1024"), ("epochs", "1", "1000000"),
    ("steps", "0", "1000000000000"), ("warmup-steps", "0", "1000000000000"),
    ("decay-every", "1", "1000000000000"), ("keep-checkpoints", "1", "1000000"),
    ("seed", "0", "9223372036854775807"),
  ]

  private func text(_ name: String, _ value: String) -> String? {
    var job = Job()
    do throws(JobError) {
      guard let option = JobOption.named(name) else { return "no such option" }
      try option.read(value, "--\(name)", &job)
      return nil
    } catch { return error.description }
  }

  @Test(arguments: wholes)
  func wholeNumbersHaveARange(name: String, lower: String, upper: String) throws {
    let none = ["epochs", "steps"].contains(name) ? "none or " : ""
    let beyond = name == "seed" ? "9223372036854775808" : "\(try #require(Int(upper)) + 1)"
    #expect(text(name, lower) == nil)
    #expect(text(name, upper) == nil)
    for wrong in ["abc", "", "1.5", "-1", "1e3", " 1", beyond, "99999999999999999999"] {
      let sentence =
        "--\(name) must be \(none)a whole number from \(lower) to \(upper), not '\(wrong)'"
      #expect(text(name, wrong) == sentence)
    }
  }

  @Test(arguments: [
    ("learning-rate", "a number greater than 0", ["1e-3", "5"], ["0", "-1", "x", "nan", "inf"]),
    ("epsilon", "a number greater than 0", ["1e-8"], ["0", "1e99", "1e-99"]),
    ("weight-decay", "a number from 0 up", ["0", "0.1"], ["-0.1", "nan"]),
    ("final-learning-rate", "a number from 0 up", ["0"], ["-1e-9", "infinity"]),
    ("momentum", "a number from 0 up and below 1", ["0", "0.99"], ["1", "-0.5", "one"]),
    ("beta1", "a number from 0 up and below 1", ["0.9"], ["1.0"]),
    ("beta2", "a number from 0 up and below 1", ["0.999"], ["2"]),
    ("decay-factor", "a number greater than 0 and at most 1", ["1", "0.5"], ["0", "1.5"]),
    ("clip-norm", "none or a number greater than 0", ["none", "1"], ["0", "None"]),
    (
      "target-accuracy", "none or a number greater than 0 and at most 1", ["0.97", "1"],
      ["97", "97%", "0"]
    ),
    ("target-loss", "none or a number from 0 up", ["none", "0.05"], ["-1"]),
    (
      "model",
      "auto or 2 to 65 layer sizes from 1 to 1000000, such as 784-512-10",
      ["auto", "1-1", "784-512-512-10"],
      ["", "784", "784-", "-784-10", "784--10", "0-10", "784-1000001", "784x10", "Auto"]
    ),
    (
      "checkpoint-every", "epoch, a number of steps such as 500, or seconds such as 30s",
      ["epoch", "1", "500", "30s", "86400s"],
      ["0", "0s", "s", "86401s", "30m", "never", "-5"]
    ),
  ])
  func valuesAreAsExpected(
    name: String, expectation: String, right: [String], wrong: [String]
  ) {
    for value in right { #expect(text(name, value) == nil, "\(value)") }
    for value in wrong {
      #expect(text(name, value) == "--\(name) must be \(expectation), not '\(value)'")
    }
  }

  @Test(
    arguments: [
      ("task", "classification", "regression, binary or multiclass", nil),
      ("task", "multclass", "regression, binary or multiclass", "multiclass"),
      ("activation", "rleu", "relu, sigmoid, tanh, gelu or identity", "relu"),
      ("output-activation", "softmax", "relu, sigmoid, tanh, gelu or identity", nil),
      ("optimizer", "Adam", "sgd, momentum, nesterov, adam or adamw", "adam"),
      ("schedule", "cos", "constant, step, cosine, exponential or plateau", "cosine"),
      ("reduction", "average", "mean or sum", nil),
      ("mode", "asinc", "sync, async or bounded", "async"),
      (
        "initializer", "kaiming",
        "kaiming-uniform, kaiming-normal, xavier-uniform, xavier-normal or zeros", "kaiming-uniform"
      ),
    ] as [(String, String, String, String?)])
  func choicesAreNamed(name: String, wrong: String, choices: String, guess: String?) {
    let hint = guess.map { "; did you mean '\($0)'?" } ?? ""
    #expect(text(name, wrong) == "--\(name) must be \(choices), not '\(wrong)'\(hint)")
  }

  @Test(arguments: ["data", "validation", "regularizer"])
  func sentencesOfOthersBeginWithTheOption(name: String) throws {
    let sentence = try #require(text(name, "nonsense"))
    #expect(sentence.hasPrefix("--\(name): "))
    #expect(sentence.contains("nonsense"))
  }

  @Test(arguments: [
    (#"{"bacth": 64}"#, #"the job's key "bacth" is unknown; did you mean "batch"?"#),
    (#"{"no-bias": true}"#, #"the job's key "no-bias" is unknown"#),
    (#"{"job-file": 1}"#, #"the job's key "job-file" is unknown"#),
    (#"[1]"#, #"the job's JSON must be an object, such as {"batch": 64}"#),
    (
      #"{"batch": "64"}"#,
      #"the job's "batch" must be a whole number from 1 to 1048576, not "64""#
    ),
    (
      #"{"batch": 6.5}"#,
      #"the job's "batch" must be a whole number from 1 to 1048576, not 6.5"#
    ),
    (
      #"{"batch": null}"#,
      #"the job's "batch" must be a whole number from 1 to 1048576, not null"#
    ),
    (
      #"{"batch": [1]}"#,
      #"the job's "batch" must be a whole number from 1 to 1048576, not [1]"#
    ),
    (#"{"bias": 1}"#, #"the job's "bias" must be true or false, not 1"#),
    (#"{"decoupled": "yes"}"#, #"the job's "decoupled" must be true or false, not "yes""#),
    (
      #"{"learning-rate": 0}"#,
      #"the job's "learning-rate" must be a number greater than 0, not 0"#
    ),
    (
      #"{"learning-rate": 1e300}"#,
      #"the job's "learning-rate" must be a number greater than 0, not 1e+300"#
    ),
    (
      #"{"optimizer": "adm"}"#,
      #"the job's "optimizer" must be sgd, momentum, nesterov, adam or adamw, not "adm"; "#
        + "did you mean 'adam'?"
    ),
    (
      #"{"model": [64, 10]}"#,
      #"the job's "model" must be auto or 2 to 65 layer sizes from 1 to 1000000, "#
        + "such as 784-512-10, not [64,10]"
    ),
    (
      #"{"checkpoint-every": 0}"#,
      #"the job's "checkpoint-every" must be epoch, a number of steps such as 500, "#
        + "or seconds such as 30s, not 0"
    ),
    (
      #"{"validation": 1.5}"#,
      #"the job's "validation": a share of the training data is greater than 0 and below 1, not 1.5"#
    ),
    (
      #"{"init": "w.safetensors", "initializer": "zeros"}"#,
      #"the job's "initializer" applies only to init none, not to w.safetensors"#
    ),
    (
      #"{"init": "sha256:12"}"#,
      #"the job's "init" must be none, a file, or sha256: and 64 digits, not "sha256:12""#
    ),
    (
      #"{"optimizer": "sgd", "beta1": 0.9}"#,
      #"the job's "beta1" applies only to optimizer adam or adamw, not to sgd"#
    ),
    (
      #"{"weight-decay": 0.1}"#,
      #"the job's "weight-decay" applies only to optimizer adamw, not to adam"#
    ),
    (
      #"{"decay-every": 10}"#,
      #"the job's "decay-every" applies only to schedule step, not to constant"#
    ),
    (
      #"{"steps": 5, "epochs": 2}"#,
      #"the job's "epochs" and the job's "steps" cannot both be given: "#
        + "a run ends after epochs or after steps"
    ),
    (
      #"{"batch": 8, "micro-batches": 9}"#,
      "micro-batches 9 must be at most batch 8: each has a sample or more"
    ),
    (
      #"{"task": "regression", "target-accuracy": 0.5}"#,
      "target-accuracy means nothing for task regression; use target-loss"
    ),
    (
      #"{"validation": "none", "patience": 3}"#,
      "patience needs validation data: name some, or a share such as 0.2, with --validation"
    ),
    (
      #"{"data": "csv:a.csv", "schedule": "plateau"}"#,
      "the plateau schedule needs validation data: name some, or a share such as 0.2, with "
        + "--validation"
    ),
    (
      #"{"validation": "none", "target-loss": 0.5}"#,
      "target-loss needs validation data: name some, or a share such as 0.2, with --validation"
    ),
    (
      #"{"data": "csv:a.csv", "target-accuracy": 0.5}"#,
      "target-accuracy needs validation data: name some, or a share such as 0.2, with --validation"
    ),
  ])
  func jobFilesAreChecked(text: String, sentence: String) {
    #expect(throws: JobError(sentence)) { try Job(json: text) }
  }

  @Test(arguments: ["", "{", "{\"batch\": 1, \"batch\": 2}", "{\"batch\": NaN}", "{} {}"])
  func whatIsNoJSONSaysWhere(text: String) {
    #expect {
      try Job(json: text)
    } throws: { error in
      let sentence = (error as? JobError)?.description ?? ""
      return sentence.hasPrefix("the job's JSON cannot be read: line 1, column ")
    }
  }
}
