import CommandLineParsing

/// What Slurm's variables tell a process about the job that it is part of: who it is, how many there
/// are, and where they meet.
///
/// Source: sbatch(1) and srun(1), "Output environment variables", Slurm 22.05.
public struct SlurmEnvironment: Sendable {
  /// Values for options that neither a flag nor a `PS_…` variable gives, by the option's name.
  public typealias Values = [String: ParsedArguments.Value]

  /// The ports from which a job has one: below those that systems give to outgoing connections.
  static let ports = 20_000..<30_000

  private let variables: [String: String]
  private let jobID: Int

  /// The job's variables; nil outside a job.
  public init?(_ variables: [String: String]) {
    guard let jobID = variables["SLURM_JOB_ID"].flatMap({ Int($0) }), jobID >= 0 else { return nil }
    self.variables = variables
    self.jobID = jobID
  }

  /// Where the server of a job listens and its workers look for it: jobs that share a node have
  /// different ports, unless their numbers differ by a multiple of ten thousand.
  var port: Int { Self.ports.lowerBound + jobID % Self.ports.count }

  private var hasOneNode: Bool { variables["SLURM_JOB_NUM_NODES"] == "1" }

  /// For `ps serve`, which runs on the job's first node: where to listen, and for how many workers
  /// to wait.
  public var serverValues: Values {
    var values: Values = [:]
    values["bind"] = ParsedArguments.Value(
      hasOneNode ? "tcp://127.0.0.1:\(port)" : "tcp://*:\(port)",
      origin: .scheduler("SLURM_JOB_ID"))
    values["workers-expected"] = value(of: "SLURM_NTASKS")
    return values
  }

  /// For `worker`: where the server is, and what distinguishes this worker from the others.
  public func workerValues(host: String) -> Values {
    var values: Values = [:]
    if hasOneNode {
      values["connect"] = ParsedArguments.Value(
        "tcp://127.0.0.1:\(port)", origin: .scheduler("SLURM_JOB_ID"))
    } else if let list = variables["SLURM_JOB_NODELIST"],
      let server = SlurmHostList.firstHost(of: list)
    {
      values["connect"] = ParsedArguments.Value(
        "tcp://\(server):\(port)", origin: .scheduler("SLURM_JOB_NODELIST"))
    }
    // A batch script has a task number too, but everything that it starts has the same.
    if let step = variables["SLURM_STEP_ID"], let task = variables["SLURM_PROCID"] {
      values["name"] = ParsedArguments.Value(
        "\(host)-\(step).\(task)", origin: .scheduler("SLURM_PROCID"))
    }
    return values
  }

  private func value(of variable: String) -> ParsedArguments.Value? {
    guard let text = variables[variable], !text.isEmpty else { return nil }
    return ParsedArguments.Value(text, origin: .scheduler(variable))
  }
}
