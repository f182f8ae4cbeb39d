import Foundation
import Glibc
import Testing

extension BadInputTests {
  /// Files in forms that other systems and tools give them.
  struct FileFormTests {
    @Test func `a pipe can't be the data of a run, and nobody waits for it`() throws {
      let scratch = try Scratch()
      let path = scratch.path("pipe.csv")
      try #require(mkfifo(path, 0o600) == 0)
      let ending = try ps("data", "--data=csv:\(path)", "--model=1-2")
      #expect(ending.code == 2)
      #expect(
        ending.error
          == "ps: can't read '\(path)': it is a pipe, which gives its bytes only once, and a run's "
          + "server and workers each read their data: write them into a file first\n")
      let device = try ps("data", "--data=csv:/dev/zero", "--model=1-2")
      #expect(device.code == 2)
      #expect(device.error == "ps: can't read '/dev/zero': it is a device, not a file\n")
    }

    @Test func `job files and tables of other systems`() throws {
      let scratch = try Scratch()
      let text =
        "\u{FEFF}{\"data\": \"csv:\(scratch.path("t.csv"))\", \"task\": \"regression\"}\r\n"
      let bytes = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
      _ = try scratch.write("t.csv", "0,1,target\r1,2,0\r3,1,1\r")
      for (name, data) in [("utf8.json", Data(text.utf8)), ("utf16.json", Data(bytes))] {
        try data.write(to: URL(fileURLWithPath: scratch.path(name)))
        let ending = try ps("data", "--job=\(scratch.path(name))")
        #expect(ending.code == 0)
        #expect(ending.output.contains("features             2\n"))
        #expect(ending.output.contains("training samples     2\n"))
      }
    }

    @Test func `what is passed over is said`() throws {
      let scratch = try Scratch()
      let path = try scratch.write("q.svm", "1 qid:3 1:2\n0 qid:3 1:1\n")
      let ending = try ps("data", "--data=libsvm:\(path)")
      #expect(ending.code == 0)
      #expect(
        ending.output.contains(
          "note                 \(path): the queries (qid:) of its samples are not used\n"))
    }
  }
}
