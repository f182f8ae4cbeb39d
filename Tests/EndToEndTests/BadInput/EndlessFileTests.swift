import Foundation
import Testing

extension BadInputTests {
  /// Files without end where one is expected that says how long it is.
  struct EndlessFileTests {
    /// Nothing of them is asked for.
    @Test(arguments: ["--init", "--checkpoint"]) func `devices are not read`(option: String) throws
    {
      let scratch = try Scratch()
      let result =
        option == "--init"
        ? try ps(
          "serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))", "--model=64-10",
          "--init=/dev/zero")
        : try ps("evaluate", "--checkpoint=/dev/zero")
      #expect(result.code == 2)
      #expect(result.error == "ps: can't read '/dev/zero': it is a device, not a file\n")
    }

    /// A header that announces more than the model's θ; what follows it is never asked for.
    @Test func `of a pipe no more is read than the model can need`() throws {
      let scratch = try Scratch()
      let pipe = scratch.path("pipe")
      #expect(mkfifo(pipe, 0o600) == 0)
      // 64-10: θ of 650 numbers, and 40 GB that are called an optimizer's.
      let header =
        #"{"0.weight":{"dtype":"F32","shape":[10,64],"data_offsets":[0,2560]},"#
        + #""0.bias":{"dtype":"F32","shape":[10],"data_offsets":[2560,2600]},"#
        + #""optimizer.m":{"dtype":"F32","shape":[10000000000],"data_offsets":[2600,40000002600]}}"#
      let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
      var beginning = withUnsafeBytes(of: UInt64(padded.utf8.count).littleEndian) { Data($0) }
      beginning += Data(padded.utf8)
      let file = scratch.path("beginning")
      try beginning.write(to: URL(fileURLWithPath: file))
      let writer = try Running(
        URL(fileURLWithPath: "/bin/bash"),
        ["-c", "exec cat \"$1\" /dev/zero > \"$2\"", "bash", file, pipe])
      let result = try ps(
        "serve", "--bind=\(scratch.endpoint)", "--out=\(scratch.path("run"))", "--model=64-10",
        "--init=\(pipe)")
      // Nobody reads it any more.
      _ = writer.waitForEnd()
      #expect(result.code == 2)
      #expect(
        result.error
          == "ps: --init '\(pipe)': it announces 40000002600 bytes of tensors, and the model's θ with "
          + "the state of an optimizer has 10400 at most\n")
    }
  }
}
