import CommandLineParsing
import Testing

@Suite struct HomePathTests {
  private func value(_ argument: String, home: String? = "/homes/me") throws -> String? {
    let parsed = try FictitiousProgram.run(
      "brew", "cup", argument, environment: home.map { ["HOME": $0] } ?? [:])
    return parsed.text(String(argument.dropFirst(2).prefix { $0 != "=" }))
  }

  /// No shell puts the home folder there: `--out=~/x` would make a folder `~`.
  @Test(arguments: [
    ("--out=~/x", "/homes/me/x"), ("--out=~", "/homes/me"), ("--out=~/", "/homes/me/"),
    ("--include=~/a/b", "/homes/me/a/b"), ("--source=well:~/a", "well:/homes/me/a"),
    ("--source=well:~/a,~/b,scale=~/c", "well:/homes/me/a,/homes/me/b,scale=~/c"),
    // Names like any others.
    ("--out=./~/x", "./~/x"), ("--out=a~/x", "a~/x"), ("--out=~backup", "~backup"),
    ("--source=tap", "tap"), ("--source=~/x", "~/x"), ("--strength=~/x", "~/x"),
  ]) func `a home folder`(argument: String, expected: String) throws {
    #expect(try value(argument) == expected)
  }

  @Test func `in a variable`() throws {
    let parsed = try FictitiousProgram.run(
      "brew", "cup", environment: ["HOME": "/h", "WATER": "well:~/a"])
    #expect(parsed.text("source") == "well:/h/a")
  }

  @Test func `another user's is not guessed at`() {
    #expect(
      throws: UsageError(
        "--out: write out the home folder of bob in '~bob/x', since no shell has done so; "
          + "'./~bob/x' is a folder of that name")
    ) { try value("--out=~bob/x") }
  }

  @Test(arguments: [nil, ""]) func `nobody's`(home: String?) {
    #expect(
      throws: UsageError("--out: '~/x' names a home folder, but HOME is not set")
    ) { try value("--out=~/x", home: home) }
  }
}
