import Jobs
import Testing

@testable import ps

struct CalledProgramTests {
  @Test(arguments: [
    (".build/release/ps", ".build/release/ps", ".build/release/worker"),
    ("/opt/lock step/ps", "'/opt/lock step/ps'", "'/opt/lock step/worker'"),
    ("./ps", "./ps", "./worker"), ("ps", "ps", "worker"),
    // By a link of another name, beside which there is no worker.
    ("bin/lockstep-ps", "bin/lockstep-ps", "/opt/build/worker"),
    ("lockstep-ps", "lockstep-ps", "/opt/build/worker"),
  ]) func `as it was called`(called: String, ps: String, worker: String) {
    func words(_ name: String) -> String {
      CalledProgram.words(
        for: name, called: called, lyingIn: "/opt/build",
        exists: { [".build/release/worker", "/opt/lock step/worker", "./worker"].contains($0) })
    }
    #expect(words("ps") == ps)
    #expect(words("worker") == worker)
  }

  /// So that none of them is taken for a misspelling by another program.
  @Test func `all variables that ps reads are known`() {
    let known = Set(ProgramVariables.all)
    for command in ServerProgram.commands {
      for option in command.command.options {
        guard let variable = option.environmentVariable else { continue }
        #expect(known.contains(variable), "\(variable)")
      }
    }
  }

  @Test(arguments: [
    (
      ["PS_WORKRES": "2"],
      ["PS_WORKRES means nothing here and is passed over; did you mean PS_WORKERS?"]
    ),
    (
      ["PS_LR": "1"],
      ["PS_LR means nothing here and is passed over; did you mean PS_LEARNING_RATE?"]
    ),
    (["PS_XYZZY": "1"], ["PS_XYZZY means nothing here and is passed over"]),
    (["PS_CONNECT": "x", "PS_FORMAT": "pid", "PS1": "$", "PSX": "1", "PS_WORKRES": ""], []),
    (["PS_WORKERS": "2", "PS_BATCH": "8"], []),
  ]) func `a misspelt variable`(environment: [String: String], sentences: [String]) {
    #expect(
      ServerProgram.program.unknownVariables(
        in: environment, others: ProgramVariables.all + ProgramVariables.foreign)
        == sentences.map { "the variable " + $0 })
  }

  @Test(arguments: [
    ("--lr", "--learning-rate"), ("--wd", "--weight-decay"), ("--batch-size", "--batch"),
    ("--num-workers", "--workers"), ("--learning_rate", "--learning-rate"), ("--bs", "--batch"),
    ("--nproc-per-node", "--workers"), ("--output-dir", "--out"), ("--random-seed", "--seed"),
    ("--val", "--validation"), ("--wrokers", "--workers"),
  ]) func `what other programs call an option`(given: String, meant: String) {
    #expect(
      throws: UsageErrorText("unknown option '\(given)'; did you mean '\(meant)'?")
    ) {
      do {
        _ = try ServerProgram.program.parse(["launch", given, "1"], environment: [:])
      } catch { throw UsageErrorText("\(error)") }
    }
  }

  private struct UsageErrorText: Error, Equatable {
    let text: String
    init(_ text: String) { self.text = text }
  }
}
