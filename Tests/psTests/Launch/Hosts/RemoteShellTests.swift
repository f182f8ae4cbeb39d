import CommandLineParsing
import Testing

@testable import ps

struct RemoteShellTests {
  /// Every program lies in one folder.
  private static func locate(_ name: String) -> String? {
    name.contains("/") ? name : "/usr/bin/\(name)"
  }

  @Test(arguments: ["ssh", "ssh -F file -oBatchMode=no", "/opt/ssh"])
  func `ssh asks nothing and notices a host that is gone, unless the user says otherwise`(
    command: String
  ) throws {
    let shell = try RemoteShell(command, label: "--remote-shell", locate: Self.locate)
    let arguments = shell.arguments(host: "h1", commandLine: "sh -c true")
    #expect(arguments.suffix(2) == ["h1", "sh -c true"])
    // ssh takes the first of two values: the user's.
    let own = command.split(separator: " ").dropFirst().map(String.init)
    #expect(Array(arguments.dropFirst().prefix(own.count)) == own)
    let added = arguments.dropFirst(1 + own.count).dropLast(2)
    #expect(added.contains("-oBatchMode=yes"))
    #expect(added.contains("-T"))
    let seconds = { (name: String) throws in
      try #require(
        added.first { $0.hasPrefix("-o\(name)=") }.flatMap { Int($0.dropFirst(name.count + 3)) })
    }
    #expect(try seconds("ServerAliveInterval") * seconds("ServerAliveCountMax") <= 15)
  }

  @Test func `another remote shell gets no options of ssh's`() throws {
    let shell = try RemoteShell("testbed run", label: "--remote-shell", locate: Self.locate)
    #expect(
      shell.arguments(host: "h1", commandLine: "sh -c true")
        == ["/usr/bin/testbed", "run", "h1", "sh -c true"])
  }

  @Test(arguments: [
    ("", "--remote-shell names no program"),
    ("ssh 'x", "--remote-shell 'ssh 'x' has a quotation mark without a second one"),
    (
      "rsh",
      "there is no program 'rsh' to reach other hosts with: install it, or name another with "
        + "--remote-shell"
    ),
  ])
  func `mistakes`(command: String, sentence: String) {
    #expect(throws: UsageError(sentence)) {
      try RemoteShell(command, label: "--remote-shell") { _ in nil }
    }
  }
}
