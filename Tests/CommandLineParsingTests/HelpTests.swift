import CommandLineParsing
import Testing

@Suite struct HelpTests {
  @Test func aCommandsHelp() throws {
    let expected = """
      Usage: coffee brew [options] CUP [SIZE]

      Make coffee.

      It takes a while, since good things do.

      Arguments:
        CUP             Where it goes
        SIZE            How much: small or large

      Taste:
        --strength N    How many spoons of coffee are used for one cup [default: 2]
        --bean NAME     Kind: arabica or robusta [default: arabica]
        --no-milk       Black (--milk takes it back)

      Files:
        --include FILE  Recipe (may be repeated)
        --out DIR       Log folder
        --source SPEC   Water [environment: WATER]

      Other:
        -h, --help      Show this help
        --version       Show the program's version
        --generate-completion-script SHELL
                        Print a script that makes the shell complete this program's
                        arguments: bash, zsh or fish

      Options can also be set in the environment, as PS_ and the name (PS_STRENGTH for
      --strength). A flag wins over the environment, which wins over a job file.

      Exit codes: 0 success; 1 the run failed; 2 a mistake in the arguments, the
      environment, the job file or the data; 128+n ended by signal n.

      """
    #expect(try FictitiousProgram.shown("brew", "--help") == expected)
  }

  /// Without room for two columns, an explanation stands under its term; a default is not broken.
  @Test func aNarrowTerminalHasOneColumn() throws {
    let help = try FictitiousProgram.shown("brew", "--help", columns: 44)
    let expected = """
        --strength N
            How many spoons of coffee are used for
            one cup [default: 2]
        --bean NAME
            Kind: arabica or robusta
            [default: arabica]

      """
    #expect(help.contains(expected))
  }

  @Test func theProgramsHelp() throws {
    let expected = """
      Usage: coffee COMMAND [options]

      Hot drinks by command.

      Commands:
        brew  Make coffee
        pour  Fill a cup

      Options:
        -h, --help  Show this help
        --version   Show the program's version
        --generate-completion-script SHELL
                    Print a script that makes the shell complete this program's
                    arguments: bash, zsh or fish

      'coffee COMMAND --help' shows what a command takes.

      Exit codes: 0 success; 1 the run failed; 2 a mistake in the arguments, the
      environment, the job file or the data; 128+n ended by signal n.

      """
    #expect(try FictitiousProgram.shown("-h") == expected)
  }

  @Test func whatIsNeededStandsInTheUsage() throws {
    let help = try FictitiousProgram.shown("--help", of: FictitiousProgram.single)
    #expect(help.hasPrefix("Usage: pour --to CUP [options]\n"))
    #expect(help.contains("--to CUP    Which one (required)\n"))
    #expect(!help.contains("environment, as PS_"))
  }

  @Test(arguments: [40, 50, 60, 79, 80, 100, 200])
  func linesFitTheTerminal(columns: Int) throws {
    for command in ["brew", "pour"] {
      let help = try FictitiousProgram.shown(command, "--help", columns: columns)
      for line in help.split(separator: "\n") { #expect(line.count <= columns) }
    }
  }

  @Test(arguments: ["", "wide", "-5", "3"]) func nonsenseWidthsAreReplaced(columns: String) throws {
    let outcome = try FictitiousProgram.program.parse(
      ["brew", "--help"], environment: ["COLUMNS": columns])
    guard case .show(let help) = outcome else {
      Issue.record("no help")
      return
    }
    let longest = help.split(separator: "\n").map(\.count).max() ?? 0
    #expect(longest > 30 && longest <= 80)
  }
}
