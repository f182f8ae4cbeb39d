import CommandLineParsing

/// The `PS_…` variables that programs of ours read, so that each of them can tell a misspelling from
/// what is meant for another.
public enum ProgramVariables {
  /// All of them, of server, launcher and worker.
  public static let all: [String] =
    JobOption.all.compactMap(\.command.environmentVariable)
    + [
      // The server's and the launcher's.
      "job", "bind", "out", "workers-expected", "workers-min", "speculate", "heartbeat-timeout",
      "threads", "io-threads", "server-key", "authorized-workers", "log-every", "log-format",
      "notices",
      "workers", "max-restarts", "worker-key", "hosts", "hostfile", "remote-shell", "worker-path",
      // The worker's.
      "connect", "name", "data-dir", "server-public-key", "server-timeout",
    ].map(CommandOption.environmentVariable)

  /// Those of the system's own `ps` (procps), which has nothing to do with ours.
  public static let foreign = ["PS_FORMAT", "PS_PERSONALITY", "PS_COLORS"]
}
