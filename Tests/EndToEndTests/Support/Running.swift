import Foundation
import Synchronization
import Testing

/// A process under test. What it writes is collected; it is killed, by its id, with its owner.
final class Running {
  private let process = Process()
  private let output = Pipe()
  private let error = Pipe()
  /// Standard error so far, and how much of it `waitForLine` has looked at.
  private var errorBytes: [UInt8] = []
  private var seen = 0

  init(_ program: URL, _ arguments: [String], environment: [String: String] = [:]) throws {
    process.executableURL = program
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment
    for (name, value) in environment { variables[name] = value }
    process.environment = variables
    process.standardOutput = output
    process.standardError = error
    process.standardInput = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var id: Int32 { process.processIdentifier }

  var isRunning: Bool { process.isRunning }

  /// The most memory that it has had so far, in bytes.
  func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return try #require(kilobytes) * 1024
  }

  func signal(_ number: Int32) {
    kill(process.processIdentifier, number)
  }

  /// Reads standard error on from the last line looked at, until one `matches`; nil if it ends
  /// before.
  func waitForLine(where matches: (String) -> Bool) -> String? {
    while true {
      while let end = errorBytes[seen...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: errorBytes[seen..<end], as: UTF8.self)
        seen = end + 1
        if matches(line) { return line }
      }
      let data = error.fileHandleForReading.availableData
      guard !data.isEmpty else { return nil }
      errorBytes += data
    }
  }

  /// How it ended, and all that it wrote.
  struct Ending {
    /// The exit code, or minus the signal.
    let code: Int32
    let output: String
    let error: String
  }

  func waitForEnd() -> Ending {
    // Both pipes are drained at once, so that neither fills up.
    let outputText = Mutex("")
    let handle = output.fileHandleForReading
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let text = String(decoding: handle.readDataToEndOfFile(), as: UTF8.self)
      outputText.withLock { $0 = text }
    }
    errorBytes += error.fileHandleForReading.readDataToEndOfFile()
    group.wait()
    process.waitUntilExit()
    let status = process.terminationStatus
    return Ending(
      code: process.terminationReason == .exit ? status : -status,
      output: outputText.withLock { $0 },
      error: String(decoding: errorBytes, as: UTF8.self))
  }
}

/// Runs `ps` with these arguments to its end.
func ps(_ arguments: String..., environment: [String: String] = [:]) throws -> Running.Ending {
  try Running(Programs.ps, arguments, environment: environment).waitForEnd()
}
