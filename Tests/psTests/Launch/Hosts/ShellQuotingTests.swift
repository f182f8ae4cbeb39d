import Foundation
import Testing

@testable import ps

struct ShellQuotingTests {
  private static let words = [
    "plain", "", "two words", "it's", "'", "''", "\"", "$HOME", "`id`", "a\\b", "\\'", "\\\\'\\",
    "*", "~", "a;b", "a&&b", "(x)", "{1,2}", "#c", "=x", "tab\there", "line\nend", "Grüße", "-n",
    "a=b", "tcp://10.0.0.1:5555", "!!",
  ]

  /// The shells read back what was written, also when it is quoted twice. Dash is what Debian has
  /// as `sh`; the others are tried where they are installed.
  @Test(arguments: ["/bin/sh", "/bin/bash", "/bin/busybox", "/usr/bin/zsh", "/usr/bin/fish"])
  func `a shell reads the words that were meant`(shell: String) throws {
    guard FileManager.default.isExecutableFile(atPath: shell) else { return }
    let inner = (["printf", "%s\\0"] + Self.words).map(ShellQuoting.quoted).joined(separator: " ")
    for line in [inner, "sh -c " + ShellQuoting.quoted(inner)] {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: shell)
      process.arguments = (shell.hasSuffix("busybox") ? ["sh"] : []) + ["-c", line]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let data = pipe.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      #expect(data == Data(Self.words.flatMap { Array($0.utf8) + [0] }), "\(line)")
    }
  }

  @Test func `nothing is quoted that needs none`() {
    #expect(ShellQuoting.quoted("--connect=tcp://10.0.0.1:5555") == "--connect=tcp://10.0.0.1:5555")
  }

  @Test(arguments: [
    ("ssh", ["ssh"]),
    ("  ssh -F  file ", ["ssh", "-F", "file"]),
    ("ssh -F 'my file'", ["ssh", "-F", "my file"]),
    ("ssh -o\"User=a b\"c", ["ssh", "-oUser=a bc"]),
    ("run ''", ["run", ""]),
    ("it\"'\"s", ["it's"]),
    ("", []),
  ])
  func `a command's words`(command: String, words: [String]) {
    #expect(ShellQuoting.words(of: command) == words)
  }

  @Test func `a quotation mark without a second one`() {
    #expect(ShellQuoting.words(of: "ssh -F 'file") == nil)
  }
}
