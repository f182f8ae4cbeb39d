import Foundation
import Testing

/// A run whose server has keys and listens at a port of its own.
struct KeyedRun {
  let run: DigitsRun
  let server: Running
  let endpoint: String

  /// Keys for workers of these names, and a server that lets them in.
  init(workers: [String], steps: Int = DigitsRun.steps, _ arguments: String...) throws {
    run = DigitsRun(scratch: try Scratch(), steps: steps)
    try run.scratch.makeKeys("keys", workers: workers)
    server = try Running(
      Programs.ps,
      ["serve", "--bind=tcp://127.0.0.1:*", "--out=\(run.out)", "--steps=\(steps)"]
        + ["--log-every=1", "--log-format=json"] + run.scratch.serverKeys("keys") + DigitsRun.job
        + arguments)
    endpoint = try #require(server.waitForEvent("listening")?["endpoint"]?.stringValue)
  }

  /// A worker that proves itself by the key of this name, and is called so.
  func worker(_ name: String, _ arguments: String...) throws -> Running {
    try Running(
      Programs.worker,
      ["--connect=\(endpoint)", "--name=\(name)", "--server-timeout=60"]
        + run.scratch.workerKeys("keys", name) + arguments)
  }

  /// Where the worker's public key is that the server looks for.
  func authorizedKey(_ name: String) -> String {
    run.scratch.path("keys/workers/\(name).key")
  }
}

extension Scratch {
  /// Makes keys in a folder of this name, as users do.
  func makeKeys(_ folder: String, workers: [String]) throws {
    let made = try Running(
      Programs.ps, ["keygen", path(folder)] + workers.map { "--worker=\($0)" }
    ).waitForEnd()
    #expect(made.code == 0, "\(made.error)")
  }

  /// A server's options for the keys in a folder.
  func serverKeys(_ folder: String) -> [String] {
    ["--key=\(path(folder))/server.key_secret", "--authorized-workers=\(path(folder))/workers"]
  }

  /// A worker's options for the keys in a folder.
  func workerKeys(_ folder: String, _ name: String) -> [String] {
    ["--key=\(path(folder))/\(name).key_secret", "--server-public-key=\(path(folder))/server.key"]
  }
}

/// The value of a key in a certificate.
func certificateValue(_ name: String, in path: String) throws -> String {
  let text = try String(contentsOfFile: path, encoding: .utf8)
  let line = try #require(text.split(separator: "\n").first { $0.contains("\(name) = ") })
  return try #require(line.split(separator: "\"").last.map(String.init))
}
