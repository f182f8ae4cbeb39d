import Foundation
import Storage
import Testing

/// What is said to be durable is: seen in the system calls of the real program, since the simulator
/// and the tests of `CheckpointWriting` have disks of their own.
@Suite(
  .serialized,
  .enabled(if: SystemCalls.canBeSeen, "there is no strace that may trace (Debian's strace)")
) struct DurabilityTests {
  /// What is known of a run's folder from the calls so far.
  private struct Seen {
    let folder: String
    /// Files with bytes that no fsync has followed.
    var unsynchronized: Set<String> = []
    var bytes: [String: Int] = [:]
    /// Names that were made or changed and that no fsync of the folder has followed.
    var newNames: Set<String> = []
    var renamed: [String] = []
    var folderSynchronizations = 0
    var logSynchronizations = 0

    /// The file's name, where it lies in the folder.
    func name(_ path: String?) -> String? {
      guard let path, path.hasPrefix(folder + "/") else { return nil }
      return String(path.dropFirst(folder.count + 1))
    }
  }

  private let scratch: Scratch
  private let out: String

  init() throws {
    scratch = try Scratch()
    // As the system calls it: strace shows descriptors by their real paths.
    out = URL(fileURLWithPath: scratch.path("")).resolvingSymlinksInPath().path + "/run"
  }

  /// Serves fifty steps, with a checkpoint every ten, and answers the server's calls.
  private func calls(_ options: [String]) throws -> [SystemCall] {
    let file = scratch.path("calls")
    let server = try Running(
      URL(fileURLWithPath: "/usr/bin/env"),
      SystemCalls.command(
        Programs.ps,
        [
          "serve", "--bind=\(scratch.endpoint)", "--out=\(out)", "--model=64-10", "--steps=50",
          "--checkpoint-every=10", "--keep-checkpoints=1", "--validation=none", "--quiet",
        ] + options, to: file))
    let worker = try Running(Programs.worker, ["--connect=\(scratch.endpoint)"])
    let ending = server.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    _ = worker.waitForEnd()
    return try SystemCalls.read(file)
  }

  /// Takes a call, and objects to one that comes too early.
  private func take(_ call: SystemCall, _ seen: inout Seen) {
    guard let result = call.result, result >= 0 else { return }
    let names = call.paths.map { seen.name($0) }
    switch call.name {
    case "openat" where call.arguments.contains("O_TRUNC"):
      if let name = names[0] { seen.bytes[name] = 0 }
    case "write", "pwrite64":
      guard let name = names.first ?? nil else { return }
      seen.unsynchronized.insert(name)
      seen.bytes[name, default: 0] += result
      if name == "log.jsonl" { checkSaid(call, seen) }
    case "fsync", "fdatasync":
      if call.paths == [seen.folder] {
        seen.newNames = []
        seen.folderSynchronizations += 1
      } else if let name = names.first ?? nil {
        seen.unsynchronized.remove(name)
        if name == AppliedLog.fileName { seen.logSynchronizations += 1 }
      }
    case "rename", "renameat", "renameat2", "link", "linkat":
      guard names.count == 2, let old = names[0], let new = names[1] else { return }
      #expect(!seen.unsynchronized.contains(old), "\(new) gets its name before it is durable")
      // What was opened under the old name is written to under none.
      if call.name.hasPrefix("rename") { seen.newNames.remove(old) }
      seen.newNames.insert(new)
      seen.bytes[new] = seen.bytes[old]
      seen.renamed.append(new)
    case "unlink", "unlinkat":
      guard let name = names.first ?? nil, CheckpointName.version(fileName: name) != nil else {
        return
      }
      #expect(seen.newNames.isEmpty, "\(name) is removed before \(seen.newNames) are durable")
    default:
      break
    }
  }

  /// A line of the log must not say what is not so yet.
  private func checkSaid(_ call: SystemCall, _ seen: Seen) {
    if call.arguments.contains(#"\"event\":\"listening\""#) {
      #expect(seen.renamed == ["job.json", "generation"])
      #expect(seen.newNames.isEmpty, "the server speaks before \(seen.newNames) are durable")
    }
    for version in stride(from: 10, through: 50, by: 10)
    where call.arguments.contains(#"\"event\":\"checkpoint\",\"version\":\#(version)}"#) {
      let name = CheckpointName.fileName(version: UInt64(version))
      #expect(seen.renamed.contains(name), "\(name) is said to be durable and has no name")
      for name in [name, CheckpointName.latest] {
        #expect(!seen.newNames.contains(name), "\(name) is said to be durable and may be lost")
      }
    }
  }

  @Test(arguments: [[], ["--mode=async"]])
  func `each file before its name, and each name before its news`(
    options: [String]
  ) throws {
    var seen = Seen(folder: out)
    var checkpoints: [String] = []
    for call in try calls(options) {
      let before = seen
      take(call, &seen)
      guard seen.renamed.count > before.renamed.count, let name = seen.renamed.last,
        CheckpointName.version(fileName: name) != nil
      else { continue }
      checkpoints.append(name)
      if !options.isEmpty {
        // The apply log and its name come first, anew for each.
        #expect(seen.logSynchronizations >= checkpoints.count)
        #expect(seen.folderSynchronizations > checkpoints.count)
      }
    }
    // Each of those that were due, unless the one before it was still being written; the last always.
    #expect(checkpoints.last == "checkpoint-0000000050.safetensors")
    #expect(checkpoints.count >= 2 && checkpoints.sorted() == checkpoints)
    // The calls that were seen are those that wrote the file.
    let files = try contents(of: out)
    for name in [checkpoints.last, CheckpointName.latest].compactMap({ $0 }) {
      #expect(seen.bytes[name] == files[name]?.count, "\(name)")
    }
    #expect(seen.newNames.isEmpty)
  }
}
