import Foundation
import Testing

extension BadInputTests {
  /// What strangers on the wire can cost a server without keys: neither its life nor its memory.
  struct StrangerMemoryTests {
    @Test func `stated identities, endless messages, and many large ones`() throws {
      let run = DigitsRun(scratch: try Scratch(), steps: 100_000_000)
      let server = try run.server("--bind=tcp://127.0.0.1:*")
      let endpoint = try #require(server.waitForEvent("listening")?["endpoint"]?.stringValue)
      let port = try #require(endpoint.split(separator: ":").last.flatMap { UInt16($0) })
      // The numbers that libzmq's ROUTER gives its first peers: it aborts where one is taken.
      let squatters = try (0..<8).map { number in
        let connection = try RawTCPConnection(port: port)
        connection.send(
          RawHandshake.bytes(
            identity: [0] + withUnsafeBytes(of: UInt32(0x6B8B_4567 + number).bigEndian, Array.init))
        )
        return connection
      }
      let worker = try Running(Programs.worker, ["--connect=\(endpoint)", "--quiet"])
      server.waitForStep(20)
      let before = try ResidentMemory(of: server.id).now

      // A message that never ends: parts of one byte, each with more to follow. 20 MB of them.
      let endless = try RawTCPConnection(port: port)
      endless.send(RawHandshake.bytes())
      for _ in 0..<70 { endless.send(RawHandshake.endlessParts) }
      // Messages of 1 MiB less a byte that stay without their end.
      var connections: [RawTCPConnection] = []
      let large = [UInt8](
        [2, 0, 0, 0, 0, 0, 0x0F, 0xFF, 0xFF] + [UInt8](repeating: 7, count: 50_000))
      for _ in 0..<500 {
        guard let connection = try? RawTCPConnection(port: port) else { break }
        connection.send(RawHandshake.bytes())
        connection.send(large)
        connections.append(connection)
      }
      let step = try #require(try run.log("step").last?["step"]?.integerValue)
      wait { ((try? run.log("step").last?["step"]?.integerValue) ?? 0) > step + 100 }
      // The bound of `ServerLink`: 64 KiB for each connection, and nothing for what they announce.
      let peak = try ResidentMemory(of: server.id).peak
      #expect(peak - before < (connections.count + 10) * 64 + 16_384)

      server.signal(SIGTERM)
      #expect(server.waitForEnd().code == 0)
      #expect(worker.waitForEnd().code == 0)
      withExtendedLifetime((squatters, endless, connections)) {}
    }
  }
}
