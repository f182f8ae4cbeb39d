import Foundation
import Testing

extension BadInputTests {
  /// Runs that can't begin leave a sentence, and nothing else.
  struct RefusedStartTests {
    @Test(arguments: RefusedStart.all)
    func `a server`(start: RefusedStart) throws {
      let scratch = try Scratch()
      try BadFiles.write(to: scratch)
      let before = try contents(of: scratch.url.path)
      let ending = try ps("serve", start, scratch)
      #expect(ending.code == 2)
      let prefix = start.isFound == .data ? "ps: failed: " : "ps: "
      #expect(ending.error == prefix + start.sentence(in: scratch) + "\n")
      #expect(ending.output == "")
      #expect(try contents(of: scratch.url.path) == before)
      #expect(!exists(scratch.path("runs")))
    }

    /// A launch ends with the root cause, at once, and leaves no process behind.
    @Test(arguments: RefusedStart.all)
    func `a launch`(start: RefusedStart) throws {
      let scratch = try Scratch()
      try BadFiles.write(to: scratch)
      let before = try contents(of: scratch.url.path)
      let ending = try ps("launch", start, scratch, more: ["--workers=2"])
      #expect(ending.code == 2)
      let sentence = start.sentence(in: scratch)
      switch start.isFound {
      case .arguments:
        #expect(ending.error == "ps: \(sentence)\n")
      case .start, .data:
        let prefix = start.isFound == .data ? "ps: failed: " : "ps: "
        let lines = ending.error.split(separator: "\n")
        #expect(lines.contains { $0 == prefix + sentence })
        // The workers read the same data at the same time, and say the same.
        for line in lines { #expect(line.hasSuffix(sentence)) }
      }
      #expect(try contents(of: scratch.url.path) == before)
      #expect(!exists(scratch.path("runs")))
      #expect(try ProcessTable.commandLines(with: scratch.url.path).isEmpty)
    }

    private func ps(
      _ command: String, _ start: RefusedStart, _ scratch: Scratch, more: [String] = []
    ) throws -> Running.Ending {
      let own = start.arguments.map { scratch.resolved($0) }
      var arguments = [command, "--quiet"] + more
      for (option, value) in [("--bind", scratch.endpoint), ("--out", scratch.path("runs/one"))]
      where !own.contains(where: { $0.hasPrefix(option + "=") }) {
        arguments.append("\(option)=\(value)")
      }
      return try Running(Programs.ps, arguments + own.filter { $0 != "--out=" }).waitForEnd()
    }

    @Test(arguments: [
      ("--connect=here", "--connect must be tcp://ADDRESS:PORT or ipc://PATH, not 'here'"),
      (
        "--connect=tcp://127.0.0.1",
        "--connect 'tcp://127.0.0.1' needs the server's address (an IPv6 one in brackets) and a port "
          + "from 1 to 65535"
      ),
      (
        "--connect=tcp://*:5555",
        "--connect 'tcp://*:5555' needs the server's address (an IPv6 one in brackets) and a port from "
          + "1 to 65535"
      ),
      ("--conect=ipc:///s", "unknown option '--conect'; did you mean '--connect'?"),
      ("--quiet", "--connect is needed"),
    ])
    func `a worker`(argument: String, sentence: String) throws {
      let ending = try Running(Programs.worker, [argument]).waitForEnd()
      #expect(ending.code == 2)
      #expect(ending.error == "worker: \(sentence)\n")
    }

    @Test func `a launch at an address that only the server would know`() throws {
      let ending = try Running(
        Programs.ps, ["launch", "--workers=1", "--bind=tcp://127.0.0.1:*"]
      ).waitForEnd()
      #expect(ending.code == 2)
      #expect(
        ending.error
          == "ps: --bind 'tcp://127.0.0.1:*' leaves the address open, but the workers have to "
          + "know it; without --bind, ps launch finds one by itself\n")
    }
  }
}

extension RefusedStart {
  func sentence(in scratch: Scratch) -> String { scratch.resolved(sentence) }
}

extension Scratch {
  /// The text with the folder's path for `{}`.
  func resolved(_ text: String) -> String { text.replacing("{}", with: url.path) }
}
