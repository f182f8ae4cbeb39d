import Coordination
import Foundation
import Testing

/// What a server that a worker should not have trusted gets out of it: no word of its host's files, and
/// neither its life nor all of its memory.
struct HostileServerTests {
  /// What a worker with these arguments answers to a job, how it ends and all bytes that it sends.
  private func welcome(
    _ job: String, microBatches: Int = 2, to arguments: [String] = [], limits: String = "true"
  ) throws -> (answer: WorkerMessage, ending: Running.Ending, sent: [UInt8]) {
    let scratch = try Scratch()
    let server = try RawServer(scratch.endpoint)
    let worker = try Running(
      URL(fileURLWithPath: "/bin/bash"),
      ["-c", "\(limits); exec \"$@\"", "bash", Programs.worker.path]
        + ["--connect=\(scratch.endpoint)", "--name=w", "--quiet"] + arguments)
    var sent = try server.receive().bytes
    server.answer(.welcome(Welcome(job: job, microBatches: microBatches, sentAt: .origin)))
    var answer = try server.receive()
    while case .hello = answer.message { answer = try server.receive() }
    sent += answer.bytes
    return (answer.message, worker.waitForEnd(), sent)
  }

  /// The bound of `WorkerLink`. A message of parts without end is over with its third; a head that
  /// announces more than a job can have, and a payload before it is known how long one is, with their
  /// headers; messages that nobody asked for are read only as fast as they are taken.
  @Test(arguments: ["parts", "head", "payload", "heads"])
  func `what a server sends without end takes no memory`(_ kind: String) throws {
    let (listener, port) = try LoopbackSocket.listening()
    defer { close(listener) }
    let worker = try Running(
      Programs.worker, ["--connect=tcp://127.0.0.1:\(port)", "--quiet"])
    let filling = [UInt8](repeating: 7, count: 1 << 20)
    var before: Int?
    var sent = 0
    for _ in 0..<4 {
      let connection = try RawTCPConnection(accepting: listener)
      connection.send(RawHandshake.bytes(type: "ROUTER"))
      // The worker's greeting and READY, and its hello: it is at work.
      var heard: [UInt8] = []
      while heard.count < 150, case let more = connection.receive(), !more.isEmpty { heard += more }
      if before == nil { before = try ResidentMemory(of: worker.id).now }
      let start: [UInt8] =
        switch kind {
        case "parts": []
        case "head": [2, 0, 0, 0, 0, 0x10, 0, 0, 0]
        case "payload": [1, 1, 9, 2, 0, 0, 0, 0, 0x10, 0, 0, 0]
        default: []
        }
      connection.send(start)
      for _ in 0..<30 {
        let bytes =
          switch kind {
          case "parts": RawHandshake.endlessParts
          case "heads": [2, 0, 0, 0, 0, 0, 0x10, 0, 0] + filling
          default: filling
          }
        let count = connection.send(bytes)
        guard count > 0 else { break }
        sent += count
      }
    }
    let peak = try ResidentMemory(of: worker.id).peak
    // Two heads of 1 MiB, and what an allocator makes of them.
    #expect(peak - (try #require(before)) < 8 << 10, "kB, after \(sent) bytes")
    worker.signal(SIGTERM)
    #expect(worker.waitForEnd().code == 0)
  }

  private static func job(_ data: String, model: String = "2-1", _ more: String = "") -> String {
    #"{"data":"\#(data)","task":"regression","model":"\#(model)","batch":4,"micro-batches":2,"#
      + #""validation":"none"\#(more)}"#
  }

  /// What is told of any data that can't be used.
  private static let told = WorkerMessage.unable(.data)

  @Test(arguments: ["csv:FILE", "libsvm:FILE", "npy:FILE,FILE", "idx:FILE,FILE"])
  func `no file of the host is quoted`(_ kind: String) throws {
    let scratch = try Scratch()
    let file = try scratch.write("shadow", "root:hunter2hunter2:19000\ndaemon:*:19000\n")
    let (answer, ending, sent) = try welcome(
      Self.job(kind.replacingOccurrences(of: "FILE", with: file)))
    #expect(answer == Self.told)
    #expect(ending.code == 2)
    #expect(ending.error.hasPrefix("worker w: refused: ") && ending.error.contains(file))
    for word in ["root", "hunter2", "19000", "daemon"] {
      #expect(Data(sent).range(of: Data(word.utf8)) == nil)
    }
  }

  @Test func `devices, pipes, folders and the kernel's words are not read`() throws {
    let scratch = try Scratch()
    #expect(mkfifo(scratch.path("pipe"), 0o600) == 0)
    for (path, what) in [
      ("/dev/zero", "it is a device"), (scratch.path("pipe"), "it is a pipe"),
      (scratch.url.path, "it is a folder"), ("/proc/self/environ", "the kernel makes it up"),
      ("/proc/kmsg", "the kernel makes it up"),
      ("/sys/kernel", "the kernel makes it up"),
    ] {
      let (answer, ending, _) = try welcome(Self.job("csv:\(path)"))
      #expect(answer == Self.told)
      #expect(ending.code == 2)
      #expect(ending.error.hasPrefix("worker w: refused: can't read '\(path)': \(what)"))
    }
  }

  @Test func `nothing outside of --data-dir is read`() throws {
    let scratch = try Scratch()
    try FileManager.default.createDirectory(
      atPath: scratch.path("data"), withIntermediateDirectories: false)
    let secret = try scratch.write("secret.csv", "1,2,3\n1,2,4\n1,2,5\n1,2,6\n")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.path("data/link.csv"), withDestinationPath: secret)
    let folder = scratch.path("data")
    for (name, reason) in [
      (secret, "can't read '\(folder)/secret.csv': No such file or directory"),
      ("link.csv", "can't read '\(folder)/link.csv': it lies outside of '\(folder)'"),
      ("/a/..", "can't read '\(folder)/..': it lies outside of '\(folder)'"),
    ] {
      let (answer, ending, _) = try welcome(
        Self.job("csv:\(name)"), to: ["--data-dir=\(folder)"])
      #expect(answer == Self.told)
      #expect(ending.code == 2)
      #expect(ending.error == "worker w: refused: \(reason)\n")
    }
    // Without it, the same file is data.
    let server = try RawServer(scratch.endpoint)
    let worker = try Running(
      Programs.worker, ["--connect=\(scratch.endpoint)", "--quiet"])
    _ = try server.receive()
    server.answer(
      .welcome(Welcome(job: Self.job("csv:\(secret)"), microBatches: 2, sentAt: .origin)))
    var answer = try server.receive().message
    while case .hello = answer { answer = try server.receive().message }
    guard case .ready = answer else {
      Issue.record("\(answer) is not ready")
      return
    }
    worker.signal(SIGTERM)
    #expect(worker.waitForEnd().code == 0)
  }

  @Test func `a job that is not what its welcome says is refused`() throws {
    let scratch = try Scratch()
    let file = try scratch.write("t.csv", "1,2,3\n1,2,4\n1,2,5\n1,2,6\n")
    let (answer, ending, _) = try welcome(Self.job("csv:\(file)"), microBatches: 512)
    let sentence = "the server's welcome says 512 micro-batches, and its job 2"
    #expect(answer == .unable(.microBatches(welcome: 512, job: 2)))
    #expect(ending.code == 2)
    #expect(ending.error == "worker w: refused: \(sentence)\n")
  }

  /// Under a limit, so that it is the same on a machine of any size.
  @Test(arguments: ["2-30000-30000-1", "2-1000000-1"])
  func `a job that is too large for the host is refused`(_ model: String) throws {
    let scratch = try Scratch()
    let file = try scratch.write("t.csv", "1,2,3\n1,2,4\n1,2,5\n1,2,6\n")
    let (answer, ending, _) = try welcome(
      Self.job("csv:\(file)", model: model, #","seed":1"#)
        .replacingOccurrences(of: #""batch":4"#, with: #""batch":1048576"#),
      limits: "ulimit -v 2000000")
    #expect(answer == .unable(.memory))
    #expect(ending.code == 2)
    #expect(
      ending.error.hasPrefix("worker w: refused: the job's model and micro-batches need ")
        && ending.error.hasSuffix(" are available here\n"))
  }
}
