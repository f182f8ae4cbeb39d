import CommandLineParsing
import Testing

@Suite struct ParsingTests {
  @Test func readsValuesFlagsAndOperandsInAnyOrder() throws {
    let parsed = try FictitiousProgram.run(
      "brew", "--strength", "3", "blue", "--bean=robusta", "--no-milk", "large")
    #expect(parsed.command == "brew")
    #expect(parsed.text("strength") == "3")
    #expect(parsed.text("bean") == "robusta")
    #expect(parsed.isSet("no-milk"))
    #expect(parsed.operands == ["blue", "large"])
    #expect(parsed.text("out") == nil)
    #expect(!parsed.isSet("out"))
  }

  @Test func keepsWhatFollowsTheFirstEqualsSign() throws {
    let parsed = try FictitiousProgram.run("brew", "cup", "--source=well:a=b,c=d", "--out=")
    #expect(parsed.text("source") == "well:a=b,c=d")
    #expect(parsed.text("out") == "")
    // An accent, which combines with what is before it.
    #expect(try FictitiousProgram.run("brew", "cup", "--out=\u{301}a").text("out") == "\u{301}a")
  }

  @Test func twoDashesEndOptions() throws {
    let parsed = try FictitiousProgram.run("brew", "--no-milk", "--", "--strength")
    #expect(parsed.operands == ["--strength"])
    #expect(parsed.value("strength") == nil)
  }

  @Test func takesNegativeNumbersAndASingleDashAsValues() throws {
    let parsed = try FictitiousProgram.run("brew", "-", "--strength", "-1")
    #expect(parsed.text("strength") == "-1")
    #expect(parsed.operands == ["-"])
  }

  @Test func repeatableOptionsCollectAndOthersTakeTheLast() throws {
    let parsed = try FictitiousProgram.run(
      "brew", "cup", "--include", "a", "--strength", "1", "--include=b", "--strength", "2")
    #expect(parsed.values("include").map(\.text) == ["a", "b"])
    #expect(parsed.text("strength") == "2")
    #expect(parsed.values("strength").count == 1)
  }

  @Test func theInverseTakesAFlagBack() throws {
    #expect(try !FictitiousProgram.run("brew", "c", "--no-milk", "--milk").isSet("no-milk"))
    #expect(try FictitiousProgram.run("brew", "c", "--milk", "--no-milk").isSet("no-milk"))
  }

  @Test func flagsWinOverTheEnvironment() throws {
    let environment = ["PS_STRENGTH": "9", "PS_BEAN": "robusta", "PS_NO_MILK": "yes"]
    let parsed = try FictitiousProgram.run(
      "brew", "c", "--strength", "1", "--milk", environment: environment)
    #expect(
      parsed.value("strength") == ParsedArguments.Value("1", origin: .flag("--strength")))
    #expect(
      parsed.value("bean") == ParsedArguments.Value("robusta", origin: .environment("PS_BEAN")))
    #expect(!parsed.isSet("no-milk"))
    #expect(parsed.value("no-milk")?.origin == .flag("--milk"))
  }

  @Test(arguments: [("1", true), ("TRUE", true), ("yes", true), ("0", false), ("no", false)])
  func readsFlagsFromTheEnvironment(text: String, expected: Bool) throws {
    let parsed = try FictitiousProgram.run("brew", "c", environment: ["PS_NO_MILK": text])
    #expect(parsed.isSet("no-milk") == expected)
  }

  @Test func anEmptyVariableCountsAsUnset() throws {
    let parsed = try FictitiousProgram.run(
      "brew", "c", environment: ["PS_BEAN": "", "PS_NO_MILK": ""])
    #expect(parsed.value("bean") == nil)
    #expect(parsed.value("no-milk") == nil)
  }

  @Test func readsOnlyVariablesOfTheTable() throws {
    let parsed = try FictitiousProgram.run(
      "brew", "c", environment: ["PS_OUT": "x", "WATER": "tap"])
    #expect(parsed.value("out") == nil)
    #expect(parsed.text("source") == "tap")
  }

  @Test func readsWholeNumbersWithinARange() throws {
    let parsed = try FictitiousProgram.run("brew", "c", "--strength", "12")
    #expect(try parsed.wholeNumber("strength", in: 1...12) == 12)
    #expect(try parsed.wholeNumber("out", in: 1...12) == nil)
    #expect(
      throws: UsageError("--strength must be a whole number from 1 to 11, not '12'")
    ) { try parsed.wholeNumber("strength", in: 1...11) }
    let wrong = try FictitiousProgram.run("brew", "c", environment: ["PS_STRENGTH": "two"])
    #expect(
      throws: UsageError("PS_STRENGTH must be a whole number from 1 to 9, not 'two'")
    ) { try wrong.wholeNumber("strength", in: 1...9) }
  }

  @Test func aProgramMayDoOneThing() throws {
    let outcome = try FictitiousProgram.single.parse(["--to", "blue"], environment: [:])
    guard case .run(let parsed) = outcome else {
      Issue.record("nothing to run")
      return
    }
    #expect(parsed.command == "pour")
    #expect(parsed.text("to") == "blue")
  }

  @Test(
    arguments: [
      ([], "a command is needed: brew or pour"),
      (["--"], "a command is needed: brew or pour"),
      (["brw"], "unknown command 'brw'; did you mean 'brew'?"),
      (["dance"], "unknown command 'dance'"),
      (["--to", "x", "pour"], "--to belongs after a command, as in 'coffee pour --to'"),
      (["--verson"], "unknown option '--verson'; did you mean '--version'?"),
      (
        ["brew", "c", "--strenght", "3"], "unknown option '--strenght'; did you mean '--strength'?"
      ),
      (["brew", "c", "--stre=3"], "unknown option '--stre'; did you mean '--strength'?"),
      (["brew", "c", "--mlik"], "unknown option '--mlik'; did you mean '--milk'?"),
      (["brew", "c", "-x"], "unknown option '-x'"),
      (["brew", "c", "--wholly-else"], "unknown option '--wholly-else'"),
      (["brew", "c", "--"], nil),
      (["brew", "c", "--strength"], "--strength needs a value"),
      (["brew", "c", "--strength", "--no-milk"], "--strength needs a value"),
      (["brew", "c", "--strength", "-h"], "--strength needs a value"),
      (["brew", "c", "--bean"], "--bean needs a value: arabica or robusta"),
      (
        ["brew", "c", "--bean", "robust"],
        "--bean must be arabica or robusta, not 'robust'; did you mean 'robusta'?"
      ),
      (["brew", "c", "--bean="], "--bean must be arabica or robusta, not ''"),
      (["brew", "c", "--no-milk=yes"], "--no-milk takes no value, but was given 'yes'"),
      (["brew"], "CUP is needed"),
      (["brew", "c", "medium"], "SIZE must be small or large, not 'medium'"),
      (["brew", "c", "small", "more"], "unexpected argument 'more'"),
      (["pour", "to"], "unexpected argument 'to'; did you mean '--to'?"),
      (["pour"], "--to is needed"),
      (
        ["--generate-completion-script", "tcsh"],
        "--generate-completion-script must be bash, zsh or fish, not 'tcsh'"
      ),
    ] as [([String], String?)])
  func namesTheMistake(arguments: [String], sentence: String?) {
    var found: String?
    do throws(UsageError) {
      _ = try FictitiousProgram.program.parse(arguments, environment: [:])
    } catch { found = error.description }
    #expect(found == sentence)
  }

  @Test(arguments: [
    ("PS_BEAN", "x", "PS_BEAN must be arabica or robusta, not 'x'"),
    ("PS_NO_MILK", "maybe", "PS_NO_MILK must be true or false, not 'maybe'"),
  ])
  func namesTheVariable(variable: String, value: String, sentence: String) {
    #expect(throws: UsageError(sentence)) {
      try FictitiousProgram.run("brew", "c", environment: [variable: value])
    }
  }

  @Test(arguments: [["--version"], ["brew", "--version"], ["brew", "c", "--version", "--bogus"]])
  func showsTheVersion(arguments: [String]) throws {
    let outcome = try FictitiousProgram.program.parse(arguments, environment: [:])
    #expect(outcome == .show("coffee 1.2.3\n"))
  }

  @Test(arguments: [["brew", "-h"], ["brew", "--help"], ["brew", "c", "--strength", "1", "-h"]])
  func showsHelpOfTheCommand(arguments: [String]) throws {
    let outcome = try FictitiousProgram.program.parse(arguments, environment: [:])
    #expect(outcome == .show(FictitiousProgram.program.help(command: FictitiousProgram.brew)))
  }

  /// Whatever the order and the way of writing, what goes in comes out.
  @Test(arguments: 0..<100) func everyOrderAndWayOfWritingMeansTheSame(seed: Int) throws {
    var state = UInt64(seed) &+ 1
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let texts = ["", "a", "-1", "a=b", "x y", "λ", "--x", "=", "--"]
    var groups: [[String]] = []
    var expected: [String: String] = [:]
    for name in ["strength", "out", "source"] where random(3) > 0 {
      let text = texts[random(texts.count)]
      expected[name] = text
      let mayStandAlone = !text.hasPrefix("--") && random(2) == 0
      groups.append(mayStandAlone ? ["--\(name)", text] : ["--\(name)=\(text)"])
    }
    groups.append(["cup"])
    if random(2) == 0 { groups.append(["--no-milk"]) }
    let isBlack = groups.contains(["--no-milk"])
    for index in groups.indices.dropFirst() { groups.swapAt(index, random(index + 1)) }
    let outcome = try FictitiousProgram.program.parse(
      ["brew"] + groups.flatMap { $0 }, environment: [:])
    guard case .run(let parsed) = outcome else {
      Issue.record("nothing to run")
      return
    }
    for name in ["strength", "out", "source"] { #expect(parsed.text(name) == expected[name]) }
    #expect(parsed.isSet("no-milk") == isBlack)
    #expect(parsed.operands == ["cup"])
  }

  @Test func exitCodesAreTheDocumentedOnes() {
    #expect(ExitCode.allCases.map(\.rawValue) == [0, 1, 2])
    #expect(ExitCode.signal(15) == 143)
  }

  @Test func originsRankAsDocumented() {
    let origins: [ValueOrigin] = [
      .builtIn, .checkpoint, .jobFile("a"), .scheduler("b"), .environment("c"), .flag("d"),
    ]
    #expect(origins.shuffled().sorted() == origins)
    #expect(
      origins.map(\.description) == ["default", "checkpoint", "job file a", "b", "c", "flag"])
  }
}
