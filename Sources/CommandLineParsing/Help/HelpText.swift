extension Program {
  /// The help of a command, or of the program where `command` is nil, in lines of at most `width`
  /// characters.
  public func help(command: Command?, width: Int = 80) -> String {
    var page = HelpPage(width: width)
    let chosen: Command
    switch content {
    case .single(let only): chosen = only
    case .commands(let commands):
      guard let command else { return overview(of: commands, page: page) }
      chosen = command
    }
    page.usage(([name] + (commands.isEmpty ? [] : [chosen.name]) + usageWords(of: chosen)))
    page.paragraph(chosen.summary + ".")
    for text in chosen.discussion { page.paragraph(text) }

    let described = chosen.operands.map {
      HelpEntry(term: $0.name, text: $0.summary.withWords(of: $0.form))
    }
    let options = chosen.options + Self.commonOptions
    let entries = options.map(HelpEntry.init(option:))
    let indent = page.indent(for: described + entries)
    if !described.isEmpty { page.list("Arguments", described, indent: indent) }
    for group in options.map(\.group).withoutRepeats {
      let members = zip(options, entries).filter { $0.0.group == group }.map(\.1)
      page.list(group, members, indent: indent)
    }
    for topic in chosen.options.compactMap(\.topic) {
      let entries = topic.entries.map { HelpEntry(term: $0.term, text: $0.text) }
      page.list(topic.heading, entries, indent: page.indent(for: entries))
    }
    page.footer(
      environmentExample: chosen.options.first {
        $0.environmentVariable == CommandOption.environmentVariable(for: $0.name)
      })
    return page.text
  }

  private func overview(of commands: [Command], page: HelpPage) -> String {
    var page = page
    page.usage([name, "COMMAND", "[options]"])
    page.paragraph(summary + ".")
    let described = commands.map { HelpEntry(term: $0.name, text: $0.summary) }
    let entries = Self.commonOptions.map(HelpEntry.init(option:))
    page.list("Commands", described, indent: page.indent(for: described))
    page.list("Options", entries, indent: page.indent(for: entries))
    page.paragraph("'\(name) COMMAND --help' shows what a command takes.")
    page.footer(environmentExample: nil)
    return page.text
  }

  private func usageWords(of command: Command) -> [String] {
    let required = command.options.filter(\.isRequired).map { HelpEntry.term(of: $0) }
    let operands = command.operands.map { $0.isRequired ? $0.name : "[\($0.name)]" }
    return required + ["[options]"] + operands
  }
}

/// A term and its explanation.
private struct HelpEntry {
  let term: String
  let text: String

  init(term: String, text: String) {
    self.term = term
    self.text = text
  }

  init(option: CommandOption) {
    var text = option.summary
    if let form = option.form { text = text.withWords(of: form) }
    if option.isRequired { text += " (required)" }
    if option.isRepeatable { text += " (may be repeated)" }
    if let inverse = option.inverse { text += " (--\(inverse) takes it back)" }
    if let value = option.defaultText { text += " " + "[default: \(value)]".unbroken }
    if let variable = option.environmentVariable,
      variable != CommandOption.environmentVariable(for: option.name)
    {
      text += " [environment: \(variable)]"
    }
    self.init(term: (option.name == "help" ? "-h, " : "") + Self.term(of: option), text: text)
  }

  static func term(of option: CommandOption) -> String {
    guard case .value(let name, _) = option.kind else { return "--\(option.name)" }
    return "--\(option.name) \(name)"
  }
}

/// Help as it is put together.
private struct HelpPage {
  /// The widest term that still has its explanation beside it, not below.
  static let termWidthMax = 26
  /// From this width on, explanations stand beside the terms.
  static let twoColumnsMin = 60
  let width: Int
  var text = ""

  init(width: Int) {
    self.width = width
  }

  mutating func usage(_ words: [String]) {
    let lines = wrapped(words.joined(separator: " "), width: width - 9)
    for (index, line) in lines.enumerated() {
      text += (index == 0 ? "Usage: " : "         ") + line + "\n"
    }
  }

  mutating func paragraph(_ words: String) {
    text += "\n" + wrapped(words, width: width).map { $0 + "\n" }.joined()
  }

  /// The column at which explanations start, so that all but the longest terms fit before it.
  func indent(for entries: [HelpEntry]) -> Int {
    // A narrow terminal has no room beside the terms.
    guard width >= Self.twoColumnsMin else { return 6 }
    return 4 + (entries.map(\.term.count).filter { $0 <= Self.termWidthMax }.max() ?? 0)
  }

  mutating func list(_ heading: String, _ entries: [HelpEntry], indent: Int) {
    text += "\n\(heading):\n"
    for entry in entries {
      var line = "  " + entry.term
      for part in wrapped(entry.text, width: width - indent) {
        if line.count > indent - 2 {
          text += line + "\n"
          line = ""
        }
        line += String(repeating: " ", count: indent - line.count) + part
        text += line + "\n"
        line = ""
      }
    }
  }

  mutating func footer(environmentExample option: CommandOption?) {
    if let option, let variable = option.environmentVariable {
      paragraph(
        "Options can also be set in the environment, as PS_ and the name (\(variable) for "
          + "--\(option.name)). A flag wins over the environment, which wins over a job file.")
    }
    let codes =
      ExitCode.allCases.map { "\($0.rawValue) \($0.summary)" } + ["128+n ended by signal n"]
    paragraph("Exit codes: \(codes.joined(separator: "; ")).")
  }
}

extension String {
  /// The text and, after a colon, the words that a value may be, where only those may be given.
  fileprivate func withWords(of form: ValueForm) -> String {
    guard case .choices(let words) = form else { return self }
    return "\(self): \(words.joinedAsAlternatives)"
  }
}

extension String {
  /// With spaces that no line is broken at, where it is short.
  fileprivate var unbroken: String {
    count > 24 ? self : String(map { $0 == " " ? unbreakableSpace : $0 })
  }
}

extension [String] {
  /// Each text once, at its first place.
  fileprivate var withoutRepeats: [String] {
    reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }
}
