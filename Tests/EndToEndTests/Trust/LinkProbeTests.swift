import Foundation
import Testing
import Text

/// `ps benchmark link` from one process to another, as from host to host.
struct LinkProbeTests {
  private static let few = ["--repeats=2", "--model=64-32-10", "--timeout=60"]

  private static func bound(
    _ arguments: [String], endpoint: String = "tcp://127.0.0.1:*"
  ) throws -> (Running, endpoint: String) {
    let end = try Running(
      Programs.ps, ["benchmark", "link", "--bind=\(endpoint)", "--timeout=60"] + arguments)
    let line = try #require(end.waitForLine { $0.contains("listening at ") })
    let address = try #require(line.split(separator: ";").first?.split(separator: " ").last)
    return (end, String(address))
  }

  private static func connected(
    _ endpoint: String, _ arguments: [String]
  ) throws -> Running.Ending {
    try Running(
      Programs.ps, ["benchmark", "link", "--connect=\(endpoint)"] + few + arguments
    ).waitForEnd()
  }

  @Test(arguments: [false, true])
  func `all gets there, and is timed`(hasKeys: Bool) throws {
    let scratch = try Scratch()
    try scratch.makeKeys("keys", workers: ["a"])
    let (end, endpoint) = try Self.bound(hasKeys ? scratch.serverKeys("keys") : [])
    let ending = try Self.connected(
      endpoint, ["--json"] + (hasKeys ? scratch.workerKeys("keys", "a") : []))
    #expect(ending.code == 0, "\(ending.error)")
    let tables = try #require(try JSON.parse(ending.output)["benchmarks"]?.arrayValue)
    #expect(tables.map { $0["benchmark"] } == ["latency", "bandwidth"])
    let rows = tables.flatMap { $0["rows"]?.arrayValue ?? [] }
    // Four payloads there and back, two each way.
    #expect(rows.count == 8)
    for row in rows {
      #expect(row["repeats"] == 2)
      #expect(row["seconds_median"]?.doubleValue ?? 0 > 0)
    }
    // 64-32-10 with biases: 2,080 + 330 parameters.
    #expect(rows.suffix(2).map { $0["payload_bytes"] } == [9640, 9640])
    let other = end.waitForEnd()
    #expect(other.code == 0, "\(other.error)")
    // Two of each to warm up, and the end: 8 · 4 + 1. The bytes are those of the round trips and of
    // what goes to the server: 4 · (64 + 4,096 + 65,536 + 2 · 1,048,576 + 9,640).
    #expect(
      other.error.hasSuffix(
        "answered 33 times to \(hasKeys ? "key a" : "the other host"), 8,705,952 bytes came in, "
          + "none of them damaged\n"), "\(other.error)")
  }

  @Test func `as a table, with one sentence at its end`() throws {
    let (end, endpoint) = try Self.bound([])
    let ending = try Self.connected(endpoint, [])
    #expect(ending.code == 0, "\(ending.error)")
    #expect(ending.output.hasPrefix("latency: "))
    #expect(ending.output.contains("\nbandwidth: "))
    #expect(ending.output.hasSuffix("the way to \(endpoint) is good: nothing was damaged\n"))
    #expect(end.waitForEnd().code == 0)
  }

  @Test func `keys that do not fit`() throws {
    let scratch = try Scratch()
    try scratch.makeKeys("keys", workers: ["a"])
    try scratch.makeKeys("others", workers: ["x"])
    let (end, endpoint) = try Self.bound(scratch.serverKeys("keys"))
    let server = "--server-public-key=\(scratch.path("keys/server.key"))"
    let attempts: [([String], String)] = [
      (
        [], "the server accepts only workers with keys: give --key and --server-public-key"
      ),
      (
        ["--key=\(scratch.path("others/x.key_secret"))", server],
        "the server does not accept this worker's key: put its public key into the folder that ps "
          + "serve --authorized-workers names"
      ),
      (
        scratch.workerKeys("others", "x"),
        "the server breaks off the handshake: its key is not the one that --server-public-key names"
      ),
    ]
    for (arguments, sentence) in attempts {
      let ending = try Self.connected(endpoint, arguments)
      #expect(ending.code == 1)
      #expect(ending.error == "ps: link: \(sentence)\n")
      #expect(ending.output == "")
    }
    // They have not disturbed who has the right ones.
    #expect(try Self.connected(endpoint, scratch.workerKeys("keys", "a")).code == 0)
    #expect(end.waitForEnd().code == 0)
  }

  @Test func `nobody there`() throws {
    let scratch = try Scratch()
    let caller = try Self.connected(scratch.endpoint, ["--timeout=1"])
    #expect(caller.code == 1)
    #expect(
      caller.error
        == "ps: link: no answer from \(scratch.endpoint) for 1.0 s: is ps benchmark link --bind "
        + "running there, and does every firewall on the way let that port through?\n")
    let (end, _) = try Self.bound(["--timeout=1"])
    let ending = end.waitForEnd()
    #expect(ending.code == 1)
    #expect(ending.error.hasSuffix("ps: link: nobody has connected for 1.0 s\n"))
  }

  /// With keys what is damaged can't be decrypted, and the connection is given up.
  @Test(arguments: [false, true])
  func `a bit that is turned over on the way is found`(hasKeys: Bool) throws {
    let scratch = try Scratch()
    try scratch.makeKeys("keys", workers: ["a"])
    let (end, endpoint) = try Self.bound(hasKeys ? scratch.serverKeys("keys") : [])
    // Four payloads of 64, four of 4,096 and three of 65,536 bytes begin before 150,000 with all that is
    // said around them, and the last of these goes on to 213,000.
    let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
    let proxy = try FlippingProxy(to: port, flippingByte: 180_000)
    let way = "tcp://127.0.0.1:\(proxy.port)"
    let ending = try Self.connected(
      way, ["--timeout=5"] + (hasKeys ? scratch.workerKeys("keys", "a") : []))
    #expect(ending.code == 1)
    #expect(
      ending.error
        == (hasKeys
          ? "ps: link: no answer from \(way) for 5.0 s, after 10 that came: the connection is lost, or "
            + "what came by it was damaged\n"
          : "ps: link: 1 payload was damaged on the way between here and \(way)\n"))
    #expect(ending.output == "")
    if !hasKeys {
      let other = end.waitForEnd()
      #expect(other.code == 1)
      #expect(other.error.hasSuffix("ps: link: 1 payload was damaged on the way\n"))
    }
  }

  @Test(arguments: [
    (
      ["--connect=tcp://127.0.0.1:1", "--bind=tcp://127.0.0.1:*"],
      "--bind is for one host and --connect for the other"
    ),
    (
      ["--bind=tcp://*:*"],
      "--bind 'tcp://*:*' can be reached from other hosts: make keys by ps keygen DIR and give --key and --authorized-workers, or --insecure in a network that you trust"
    ),
    (["--key=k"], "--key needs --bind or --connect"),
    (["--connect=here"], "can't connect to here: Invalid argument"),
    (["--connect=tcp://127.0.0.1:1", "--insecure"], "--insecure is for the host with --bind"),
    (
      ["--bind=tcp://127.0.0.1:*", "--server-public-key=k"],
      "--server-public-key is for the host with --connect"
    ),
  ])
  func `mistakes in the arguments`(arguments: [String], sentence: String) throws {
    let ending = try Running(Programs.ps, ["benchmark", "link"] + arguments).waitForEnd()
    #expect(ending.code == 2)
    #expect(ending.error == "ps: \(sentence)\n")
  }
}
