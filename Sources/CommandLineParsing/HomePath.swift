/// `~/…` in a value: shells put the home folder in its place where it begins a word, but neither in
/// `--out=~/runs` nor in `csv:~/table.csv`.
struct HomePath {
  /// The home folder; nil where nobody says.
  let home: String?

  /// The value with the home folder in place of `~` wherever a path in it begins so.
  ///
  /// - Parameter label: what errors call it.
  /// - Throws: for another user's home folder, or where there is none.
  func resolved(
    _ value: String, form: ValueForm, label: String
  ) throws(UsageError) -> String {
    switch form {
    case .text, .choices: return value
    case .file, .folder: return try path(value, label)
    case .suggestions(let beginnings):
      guard
        let beginning = beginnings.first(where: { $0.leadsToPath && value.hasPrefix($0) })
      else { return value }
      var paths: [String] = []
      for part in value.dropFirst(beginning.count).split(
        separator: ",", omittingEmptySubsequences: false)
      { paths.append(try path(String(part), label)) }
      return beginning + paths.joined(separator: ",")
    }
  }

  private func path(_ path: String, _ label: String) throws(UsageError) -> String {
    guard path.hasPrefix("~"), path == "~" || path.contains("/") else { return path }
    let user = path.dropFirst().prefix { $0 != "/" }
    guard user.isEmpty else {
      throw UsageError(
        "\(label): write out the home folder of \(user) in '\(path)', since no shell has done so; "
          + "'./\(path)' is a folder of that name")
    }
    guard let home, !home.isEmpty else {
      throw UsageError("\(label): '\(path)' names a home folder, but HOME is not set")
    }
    return home + path.dropFirst()
  }
}

extension String {
  /// Whether a path follows it: `csv:`, `ipc://`.
  fileprivate var leadsToPath: Bool { hasSuffix(":") || hasSuffix("://") }
}
