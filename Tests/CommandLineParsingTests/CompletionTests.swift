import CommandLineParsing
import Foundation
import Testing

/// What the shells make of the scripts; each test needs its shell and is skipped where it is missing.
@Suite struct CompletionTests {
  /// Runs a shell on a script given on its standard input; answers exit code, output and errors.
  private static func run(_ shell: String, _ options: [String], script: String) throws
    -> (code: Int32, output: String, errors: String)
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [shell] + options
    let (input, output, errors) = (Pipe(), Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try input.fileHandleForWriting.close()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    let problems = String(
      decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text, problems)
  }

  static func isInstalled(_ shell: String) -> Bool {
    ["/bin/", "/usr/bin/", "/usr/local/bin/"].contains {
      FileManager.default.isExecutableFile(atPath: $0 + shell)
    }
  }

  private static let programs = [
    FictitiousProgram.program, FictitiousProgram.sharing, FictitiousProgram.single,
  ]

  @Test(arguments: CompletionShell.allCases, [0, 1, 2])
  func theScriptIsValid(shell: CompletionShell, program: Int) throws {
    let script = Self.programs[program].completionScript(for: shell)
    #expect(script.hasSuffix("\n"))
    guard Self.isInstalled(shell.rawValue) else { return }
    let result = try Self.run(shell.rawValue, ["-n"], script: script)
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
  }

  @Test func theOptionShowsTheScript() throws {
    for shell in CompletionShell.allCases {
      let shown = try FictitiousProgram.shown("--generate-completion-script", shell.rawValue)
      #expect(shown == FictitiousProgram.program.completionScript(for: shell))
      let later = try FictitiousProgram.shown(
        "brew", "--generate-completion-script=\(shell.rawValue)")
      #expect(later == shown)
    }
  }

  /// Bash's answer at the end of these words, the last of which is being typed.
  private static func bash(_ program: Program, _ words: [String]) throws -> [String] {
    let quoted = words.map { "'\($0)'" }.joined(separator: " ")
    let result = try run(
      "bash", ["--norc", "--noprofile"],
      script: program.completionScript(for: .bash) + """
        COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count - 1)
        function=$(complete -p coffee 2>/dev/null || complete -p pour)
        function=${function##*-F }; function=${function%% *}
        "$function" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
        """)
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    return result.output.split(separator: "\n").map(String.init)
  }

  @Test(
    .enabled(if: isInstalled("bash")),
    arguments: [
      (["coffee", ""], ["brew", "pour", "--help", "--version", "--generate-completion-script"]),
      (["coffee", "b"], ["brew"]),
      (["coffee", "--v"], ["--version"]),
      (["coffee", "--generate-completion-script", ""], ["bash", "zsh", "fish"]),
      (["coffee", "brew", "--s"], ["--strength", "--source"]),
      (["coffee", "brew", "--m"], ["--milk"]),
      (["coffee", "brew", "--bean", ""], ["arabica", "robusta"]),
      (["coffee", "brew", "--bean", "=", ""], ["arabica", "robusta"]),
      (["coffee", "brew", "--bean", "="], ["arabica", "robusta"]),
      (["coffee", "brew", "--bean", "=", "r"], ["robusta"]),
      (["coffee", "brew", "--source", ""], ["tap", "well:"]),
      (["coffee", "brew", "--strength", ""], []),
      (["coffee", "brew", "--no-milk", "--bean", "a"], ["arabica"]),
      (["coffee", "pour", "--t"], ["--to"]),
      (["coffee", "pour", "--bean", ""], []),
    ])
  func bashCompletes(words: [String], expected: [String]) throws {
    #expect(try Self.bash(FictitiousProgram.program, words) == expected)
  }

  @Test(.enabled(if: isInstalled("bash"))) func bashLeavesASystemCommandAlone() throws {
    #expect(try Self.bash(FictitiousProgram.sharing, ["coffee", "b"]).isEmpty)
    #expect(try Self.bash(FictitiousProgram.sharing, ["./coffee", "b"]) == ["brew"])
  }

  @Test(.enabled(if: isInstalled("bash"))) func bashCompletesAProgramWithoutCommands() throws {
    #expect(try Self.bash(FictitiousProgram.single, ["pour", "--t"]) == ["--to"])
  }

  @Test(
    .enabled(if: isInstalled("fish")),
    arguments: [
      ("coffee ", ["brew", "pour"]), ("coffee b", ["brew"]),
      ("coffee brew --s", ["--source", "--strength"]),
      ("coffee brew --bean ", ["arabica", "robusta"]), ("coffee brew --bean=r", ["--bean=robusta"]),
      ("coffee pour --t", ["--to"]), ("coffee brew --m", ["--milk"]),
    ])
  func fishCompletes(line: String, expected: [String]) throws {
    let script = FictitiousProgram.program.completionScript(for: .fish)
    let result = try Self.run(
      "fish", ["--no-config"], script: script + "complete --do-complete '\(line)'\n")
    #expect(result.code == 0 && result.errors.isEmpty, "\(result.errors)")
    let words = result.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
    #expect(words.filter { !$0.hasPrefix("/") }.sorted() == expected)
  }

  @Test(.enabled(if: isInstalled("fish"))) func fishLeavesASystemCommandAlone() throws {
    let script = FictitiousProgram.sharing.completionScript(for: .fish)
    let result = try Self.run(
      "fish", ["--no-config"],
      script: script + "complete --do-complete 'coffee b'; complete --do-complete './coffee b'\n")
    #expect(result.output.split(separator: "\n").filter { $0.hasPrefix("brew") }.count == 1)
  }

  @Test(.enabled(if: isInstalled("zsh"))) func zshRegistersItsFunction() throws {
    for program in Self.programs {
      let name = program.name
      let key = program.sharesItsName ? "_patcomps[*/\(name)]" : "_comps[\(name)]"
      let result = try Self.run(
        "zsh", ["-f"],
        script: "autoload -U compinit; compinit -D -u\n"
          + program.completionScript(for: .zsh) + "print -r -- ${\(key)}\n")
      #expect(result.output == "_lockstep_\(name)\n", "\(result.errors)")
    }
  }
}
