import Foundation
import Testing

extension BadInputTests {
  /// A model that the system has no memory for is one sentence, and leaves nothing behind.
  struct TooLargeModelTests {
    /// 900 million parameters, under a limit of 3 GB on any machine.
    @Test(arguments: [[], ["--skip-non-finite"], ["--optimizer=sgd"]])
    func `a server`(_ options: [String]) throws {
      let scratch = try Scratch()
      func serve(_ model: String) throws -> Running {
        try Running(
          URL(fileURLWithPath: "/bin/bash"),
          ["-c", "ulimit -v 3000000; exec \"$@\"", "bash", Programs.ps.path]
            + ["serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))"]
            + ["--log-format=json", "--data=digits", "--model=\(model)"] + options)
      }
      let ending = try serve("64-30000-30000-10").waitForEnd()
      #expect(ending.code == 1)
      // θ twice, once for checkpoints, and a gradient; Adam's two moments, their copy for checkpoints,
      // and where an update may have to be taken back another.
      let vectors = options == ["--optimizer=sgd"] ? 4 : options.isEmpty ? 8 : 10
      let parameters = 64 * 30_000 + 30_000 + 30_000 * 30_000 + 30_000 + 30_000 * 10 + 10
      #expect(
        ending.error.contains(
          "the model's 902,280,010 parameters need \(vectors * parameters * 4) bytes of memory, and "
        ))
      #expect(ending.error.split(separator: "\n").count == 1)
      #expect(try contents(of: scratch.url.path).isEmpty)
      // Nothing is in the way of the next one.
      let next = try serve("64-10")
      #expect(next.waitForEvent("listening") != nil)
      next.signal(SIGTERM)
      #expect(next.waitForEnd().code == 0)
    }
  }
}
