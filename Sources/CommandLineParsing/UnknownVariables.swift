extension Program {
  /// What `PS_…` variables are set that nobody reads, a sentence each: most probably misspellings, which
  /// would otherwise be passed over in silence.
  ///
  /// - Parameter others: the names of those that other programs of ours read, and of those that belong
  ///   to somebody else.
  public func unknownVariables(
    in environment: [String: String], others: [String]
  ) -> [String] {
    let commands =
      switch content {
      case .single(let command): [command]
      case .commands(let commands): commands
      }
    let own = commands.flatMap { $0.options.compactMap(\.environmentVariable) }
    let known = own + others
    return environment.keys.sorted()
      .filter { $0.hasPrefix("PS_") && !known.contains($0) && environment[$0] != "" }
      .map { name in
        let words = name.dropFirst(3).lowercased().replacingUnderscores
        let options = commands.flatMap { $0.options.map(\.name) }
        let guess =
          closest(to: name, in: known)
          ?? guessedOption(words, among: options).map(CommandOption.environmentVariable)
        return "the variable \(name) means nothing here and is passed over"
          + (guess.map { "; did you mean \($0)?" } ?? "")
      }
  }

  /// The option that is most probably meant by a word.
  ///
  /// - Parameter names: those that there are, without dashes.
  func guessedOption(_ word: String, among names: [String]) -> String? {
    let word = word.lowercased().replacingUnderscores
    if let name = synonyms[word], names.contains(name) { return name }
    return closest(to: word, in: names)
      // `lr`: the first letters.
      ?? names.first { name in
        let initials = String(name.split(separator: "-").compactMap(\.first))
        return initials.count > 1 && initials == word
      }
      // `batch-size`, `num-workers`: the name and more.
      ?? names.first { word.hasPrefix($0 + "-") || word.hasSuffix("-" + $0) }
  }
}

extension String {
  fileprivate var replacingUnderscores: String { String(map { $0 == "_" ? "-" : $0 }) }
}
