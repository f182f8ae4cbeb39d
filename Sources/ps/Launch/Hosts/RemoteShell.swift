import CommandLineParsing
import Platform

/// The program that runs a command line on another host, as `ssh` does: called as
/// `COMMAND… HOST COMMANDLINE`, it hands on standard input, output, error and the exit code.
struct RemoteShell: Equatable {
  static let defaultCommand = "ssh"

  /// What is asked of ssh beside what the user says, who comes first and therefore wins: no questions,
  /// since nobody answers; no terminal; and a host that is gone shows within 15 seconds.
  private static let sshOptions = [
    "-T", "-oBatchMode=yes", "-oConnectTimeout=15", "-oServerAliveInterval=5",
    "-oServerAliveCountMax=3",
  ]

  /// The command's words, the program's path first.
  let words: [String]

  /// - Parameters:
  ///   - command: such as `ssh -F FILE`.
  ///   - label: what gave it, such as `--remote-shell`.
  ///   - locate: where a program of this name lies; nil where there is none.
  init(
    _ command: String, label: String,
    locate: (String) -> String? = ThisProcess.path(ofProgram:)
  ) throws(UsageError) {
    guard let words = ShellQuoting.words(of: command) else {
      throw UsageError("\(label) '\(command)' has a quotation mark without a second one")
    }
    guard let name = words.first else { throw UsageError("\(label) names no program") }
    guard let path = locate(name) else {
      throw UsageError(
        "there is no program '\(name)' to reach other hosts with: install it, or name another with "
          + "--remote-shell")
    }
    let isSSH = name == "ssh" || name.hasSuffix("/ssh")
    self.words = [path] + words.dropFirst() + (isSSH ? Self.sshOptions : [])
  }

  /// The program and its arguments that run a command line on a host.
  func arguments(host: String, commandLine: String) -> [String] {
    words + [host, commandLine]
  }
}
