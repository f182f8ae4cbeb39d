import Foundation
import Glibc
import Testing

/// Results that can't be written are a failure that is said, whatever the command.
struct LostOutputTests {
  /// Commands that print, with `{}` for a folder that has a run in `run`.
  private static let commands: [[String]] = [
    ["predict", "--checkpoint={}/run"], ["evaluate", "--checkpoint={}/run"],
    ["evaluate", "--checkpoint={}/run", "--json"], ["inspect", "{}/run"],
    ["inspect", "{}/run", "--json"], ["data", "--data=digits"], ["report", "{}/run"],
    ["replay", "{}/run"], ["keygen", "{}/keys"], ["simulate", "--seeds=1"],
    ["simulate", "--seed=1", "--trace"], ["--help"], ["--version"], ["serve", "--help"],
    ["--generate-completion-script", "bash"],
  ]

  private static func trained() throws -> Scratch {
    let scratch = try Scratch()
    let ending = try ps(
      "launch", "--workers=1", "--model=64-10", "--data=digits", "--steps=5", "--quiet",
      "--out=\(scratch.path("run"))")
    #expect(ending.code == 0)
    return scratch
  }

  @Test(arguments: commands) func `nowhere to write to`(arguments: [String]) throws {
    let scratch = try Self.trained()
    let words = arguments.map { scratch.resolved($0) }
    for (line, reason) in [
      ("exec \"$@\" >/dev/full", "No space left on device"), ("exec \"$@\" >&-", "it is closed"),
    ] {
      try? FileManager.default.removeItem(atPath: scratch.path("keys"))
      let ending = try Running.shell(line, Programs.ps, words).waitForEnd()
      #expect(ending.code == 1)
      #expect(
        ending.error.split(separator: "\n").last == "ps: can't write to standard output: \(reason)")
    }
  }

  /// As if by SIGPIPE, and without a word, as other programs in a pipeline do.
  @Test(arguments: commands) func `a reader that has gone`(arguments: [String]) throws {
    let scratch = try Self.trained()
    let words = arguments.map { scratch.resolved($0) }
    // The pipe's reader has ended for certain when the program starts.
    let ending = try Running.shell(
      #"mkfifo "$PIPE"; (: <"$PIPE") & exec 3>"$PIPE"; wait $!; exec "$@" >&3"#, Programs.ps, words,
      environment: ["PIPE": scratch.path("pipe")]
    ).waitForEnd()
    #expect(ending.code == 141)
    #expect(ending.error.isEmpty || arguments.first == "simulate")
  }

  @Test func `the worker's help, too`() throws {
    let ending = try Running.shell("exec \"$@\" >/dev/full", Programs.worker, ["--help"])
      .waitForEnd()
    #expect(ending.code == 1)
    #expect(ending.error == "worker: can't write to standard output: No space left on device\n")
  }

  /// A pipe that is full and does not wait, as some parents make theirs.
  @Test func `a reader that is slow, over a pipe that does not wait`() throws {
    let scratch = try Self.trained()
    let whole = try ps("predict", "--checkpoint=\(scratch.path("run"))").output
    #expect(whole.split(separator: "\n").count == 361)
    var ends: [Int32] = [-1, -1]
    #expect(pipe(&ends) == 0)
    // F_SETPIPE_SZ: as small as a pipe can be.
    #expect(fcntl(ends[1], 1031, 4096) >= 4096)
    #expect(fcntl(ends[1], F_SETFL, O_NONBLOCK) == 0)
    // This end is inherited, and becomes the program's standard output.
    let run = try Running(
      URL(fileURLWithPath: "/bin/bash"),
      [
        "-c", "exec \"$@\" >&\(ends[1])", "bash", Programs.ps.path, "predict",
        "--checkpoint=\(scratch.path("run"))",
      ], inheriting: [ends[1]])
    var text: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1000)
    while text.count < whole.utf8.count {
      let count = read(ends[0], &chunk, chunk.count)
      guard count > 0 else { break }
      text += chunk[..<count]
    }
    close(ends[0])
    close(ends[1])
    #expect(run.waitForEnd().code == 0)
    #expect(String(decoding: text, as: UTF8.self) == whole)
  }

  @Test(.enabled(if: SmallDisk.canMount, "this user can't mount a file system"))
  func `a disk that becomes full`() throws {
    let scratch = try Self.trained()
    let disk = try #require(try SmallDisk(scratch.path("disk"), size: "64k"))
    let words = ["predict", "--checkpoint=\(scratch.path("run"))", "--split=training"]
    let shown = try Running.shell(
      "exec \"$@\" >\(disk.path)/answers", Programs.ps, words
    ).waitForEnd()
    #expect(shown.code == 1)
    #expect(shown.error == "ps: can't write to standard output: No space left on device\n")
    try FileManager.default.removeItem(atPath: disk.path + "/answers")
    // A file that is named is there whole or not at all, and the one before it is kept.
    _ = try scratch.write("disk/answers", "earlier\n")
    let written = try Running(Programs.ps, words + ["--out=\(disk.path)/answers"]).waitForEnd()
    #expect(written.code == 1)
    #expect(
      written.error == "ps: can't write '\(disk.path)/answers': No space left on device\n")
    #expect(try contents(of: disk.path) == ["answers": Data("earlier\n".utf8)])
  }
}
