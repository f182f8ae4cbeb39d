import Platform

/// How this program was called, for command lines that it prints: a bare `ps` is the system's own.
enum CalledProgram {
  /// What starts this program, or another that lies beside it, from the present folder.
  ///
  /// - Parameter name: `ps` or `worker`.
  static func words(for name: String) -> String {
    words(for: name, called: CommandLine.arguments.first ?? name)
  }

  /// - Parameter called: the word that this program was started by.
  static func words(for name: String, called: String) -> String {
    // Found in PATH, where the other one lies, too.
    guard called.contains("/") else { return name }
    return ShellQuoting.quoted(
      called.hasSuffix("/\(name)") ? called : "\(Files.folder(of: called))/\(name)")
  }
}
