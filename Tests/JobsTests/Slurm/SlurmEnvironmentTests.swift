import CommandLineParsing
import Testing

@testable import Jobs

/// The variables are those that Slurm 22.05 sets in a job of three nodes with a task each.
struct SlurmEnvironmentTests {
  private static let batch = [
    "SLURM_JOB_ID": "42", "SLURM_JOB_NUM_NODES": "3", "SLURM_JOB_NODELIST": "h[1-3]",
    "SLURM_NTASKS": "3", "SLURM_PROCID": "0", "SLURM_LOCALID": "0", "SLURM_NODEID": "0",
  ]
  private static let step = batch.merging(["SLURM_STEP_ID": "1", "SLURM_PROCID": "2"]) { $1 }

  private func value(_ text: String, _ variable: String) -> ParsedArguments.Value {
    ParsedArguments.Value(text, origin: .scheduler(variable))
  }

  @Test func `outside a job there is nothing`() {
    #expect(SlurmEnvironment([:]) == nil)
    #expect(SlurmEnvironment(["SLURM_JOB_ID": ""]) == nil)
    #expect(SlurmEnvironment(["SLURM_JOB_ID": "x"]) == nil)
  }

  @Test func `the server listens for all nodes`() throws {
    let slurm = try #require(SlurmEnvironment(Self.batch))
    #expect(
      slurm.serverValues == [
        "bind": value("tcp://*:20042", "SLURM_JOB_ID"),
        "workers-expected": value("3", "SLURM_NTASKS"),
      ])
  }

  @Test func `a worker finds it on the first node`() throws {
    let slurm = try #require(SlurmEnvironment(Self.step))
    #expect(
      slurm.workerValues(host: "h3") == [
        "connect": value("tcp://h1:20042", "SLURM_JOB_NODELIST"),
        "name": value("h3-1.2", "SLURM_PROCID"),
      ])
  }

  @Test func `what a batch script starts is told apart by its process`() throws {
    let slurm = try #require(SlurmEnvironment(Self.batch))
    #expect(slurm.workerValues(host: "h1")["name"] == nil)
  }

  @Test func `a job on one node needs no network`() throws {
    var variables = Self.step
    variables["SLURM_JOB_NUM_NODES"] = "1"
    variables["SLURM_JOB_NODELIST"] = "h1"
    let slurm = try #require(SlurmEnvironment(variables))
    #expect(slurm.serverValues["bind"] == value("tcp://127.0.0.1:20042", "SLURM_JOB_ID"))
    #expect(
      slurm.workerValues(host: "h1")["connect"] == value("tcp://127.0.0.1:20042", "SLURM_JOB_ID"))
  }

  @Test func `a port that no system gives away`() throws {
    for (id, port) in [("0", 20_000), ("9999", 29_999), ("10000", 20_000), ("1234567", 24_567)] {
      #expect(SlurmEnvironment(["SLURM_JOB_ID": id])?.port == port)
    }
  }

  @Test func `precedence: flag, own variable, scheduler`() throws {
    let slurm = try #require(SlurmEnvironment(Self.step))
    let program = Program(
      version: "1.0.0",
      command: Command(
        "worker", summary: "",
        options: [
          CommandOption(
            "connect", value: "ENDPOINT", summary: "", environmentVariable: "PS_CONNECT",
            isRequired: true)
        ]))
    func winner(_ arguments: [String], _ environment: [String: String]) throws
      -> ParsedArguments.Value?
    {
      let outcome = try program.parse(arguments, environment: environment) { _ in
        slurm.workerValues(host: "h3")
      }
      guard case .run(let parsed) = outcome else { return nil }
      // A value for an option that the command does not have is not taken.
      #expect(parsed.value("name") == nil)
      return parsed.value("connect")
    }
    let own = ["PS_CONNECT": "tcp://own:1"]
    #expect(
      try winner(["--connect=tcp://flag:1"], own)
        == ParsedArguments.Value("tcp://flag:1", origin: .flag("--connect")))
    #expect(
      try winner([], own)
        == ParsedArguments.Value("tcp://own:1", origin: .environment("PS_CONNECT")))
    #expect(try winner([], [:]) == value("tcp://h1:20042", "SLURM_JOB_NODELIST"))
  }
}
