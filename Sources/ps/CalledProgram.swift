import Platform

/// How this program was called, for command lines that it prints: a bare `ps` is the system's own.
enum CalledProgram {
  /// What starts this program, or another that lies beside it, from the present folder.
  ///
  /// - Parameter name: `ps` or `worker`.
  static func words(for name: String) -> String {
    words(
      for: name, called: CommandLine.arguments.first ?? name,
      lyingIn: ThisProcess.executablePath.map(Files.folder(of:)), exists: Files.exists)
  }

  /// - Parameters:
  ///   - called: the word that this program was started by.
  ///   - folder: where it really lies; nil where that is not known.
  ///   - exists: whether there is a file.
  static func words(
    for name: String, called: String, lyingIn folder: String?, exists: (String) -> Bool
  ) -> String {
    if name == "ps" { return ShellQuoting.quoted(called) }
    // Where this one was found, by its path or in PATH; a link may lie somewhere else.
    let beside = called.contains("/") ? "\(Files.folder(of: called))/\(name)" : name
    if called == "ps" || exists(beside) { return ShellQuoting.quoted(beside) }
    return ShellQuoting.quoted(folder.map { "\($0)/\(name)" } ?? beside)
  }
}
