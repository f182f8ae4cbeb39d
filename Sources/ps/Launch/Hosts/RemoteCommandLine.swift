/// What a remote shell is given to start a worker.
enum RemoteCommandLine {
  /// A line for any login shell. It has `sh` go to a folder, where there is one, start the program,
  /// and end with its exit code: 128 + n after signal n, which ssh would not tell by itself.
  ///
  /// - Parameters:
  ///   - arguments: the program first.
  ///   - environment: variables that it gets besides those of the host, `NAME=value`.
  ///   - folder: where relative paths among the arguments and in the job begin.
  static func text(_ arguments: [String], environment: [String], folder: String) -> String {
    let program = (["env"] + environment + arguments).map(ShellQuoting.quoted)
    let script =
      "cd \(ShellQuoting.quoted(folder)) 2>/dev/null; " + program.joined(separator: " ")
      + "; exit $?"
    return "sh -c " + ShellQuoting.quoted(script)
  }
}
