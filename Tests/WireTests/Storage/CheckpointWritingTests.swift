@testable import Storage

import Coordination
import Testing

@Suite struct CheckpointWritingTests {
  private func writing(
    _ version: UInt64, kept: Int = 2, hasLog: Bool = false, pieceBytes: Int = 16 << 20,
    best: ModelWriting? = nil
  ) -> CheckpointWriting {
    let example = CheckpointExample()
    var description = example.description
    description.version = version
    return CheckpointWriting(
      description,
      data: example.parameters.map { $0 * Float(version) } + example.optimizerState[0]
        + example.optimizerState[1], kept: kept, hasLog: hasLog, best: best, pieceBytes: pieceBytes)
  }

  private func write(_ version: UInt64, kept: Int = 2, on disk: JournaledDisk) throws {
    var writing = self.writing(version, kept: kept)
    while try writing.next(on: disk) {}
  }

  private func newest(on disk: JournaledDisk) throws -> UInt64? {
    var damaged: [DamagedCheckpoint] = []
    let newest = try CheckpointSearch.newestWhole(on: disk, damaged: &damaged)
    if let newest {
      // The file holds what was to be written, not only what its checksums say.
      let version = newest.contents.description.version
      let theta = newest.bytes[newest.contents.parameters].withUnsafeBytes {
        Array($0.bindMemory(to: Float.self))
      }
      #expect(theta == CheckpointExample().parameters.map { $0 * Float(version) })
    }
    return newest?.contents.description.version
  }

  @Test func `the operations, in their order`() throws {
    let disk = JournaledDisk()
    try write(1, on: disk)
    try write(2, on: disk)
    let before = disk.journal.count
    var writing = self.writing(3, hasLog: true, pieceBytes: 100)
    try disk.append([1], to: AppliedLog.fileName)
    while try writing.next(on: disk) {}
    let header = CheckpointFile.header(
      self.writing(3).testDescription, checksum: Array(repeating: 0, count: 32)
    ).count
    let modelHeader = CheckpointFile.header(
      self.writing(3).testDescription.ofModel, checksum: Array(repeating: 0, count: 32)
    ).count
    #expect(
      Array(disk.journal[(before + 1)...]) == [
        "create checkpoint.safetensors.partial",
        "append \(header) checkpoint.safetensors.partial",
        // 17 parameters and two such states, of 4 bytes each, are 204.
        "append 100 checkpoint.safetensors.partial",
        "append 100 checkpoint.safetensors.partial",
        "append 4 checkpoint.safetensors.partial",
        "synchronize checkpoint.safetensors.partial",
        "synchronize applied.jsonl",
        "synchronize-folder",
        "rename checkpoint.safetensors.partial checkpoint-0000000003.safetensors",
        "synchronize-folder",
        "remove latest.safetensors.partial",
        "link checkpoint-0000000003.safetensors latest.safetensors.partial",
        "rename latest.safetensors.partial latest.safetensors",
        "synchronize-folder",
        "remove checkpoint-0000000001.safetensors",
        "create model.safetensors.partial",
        "append \(modelHeader) model.safetensors.partial",
        // The parameters alone.
        "append 68 model.safetensors.partial",
        "synchronize model.safetensors.partial",
        "rename model.safetensors.partial model.safetensors",
        "synchronize-folder",
      ])
    #expect(writing.log == .durable)
    #expect(
      try disk.names() == [
        "applied.jsonl", "checkpoint-0000000002.safetensors", "checkpoint-0000000003.safetensors",
        "latest.safetensors", "model.safetensors",
      ])
  }

  /// Wherever it stops, the one before is whole or the new one is; once the new name is durable, no
  /// loss of power takes it away.
  @Test func `a crash between any two operations`() throws {
    let disk = JournaledDisk()
    try write(1, on: disk)
    try write(2, on: disk)
    var writing = self.writing(3, pieceBytes: 100)
    var operations = 0
    var isDurable = false
    repeat {
      for keepsNames in [false, true] {
        let after = disk.afterLossOfPower(keepingNames: keepsNames)
        let found = try newest(on: after)
        #expect(isDurable ? found == 3 : found == 2 || found == 3)
        // The next server writes the same one again.
        try write(3, on: after)
        #expect(try newest(on: after) == 3)
        #expect(
          try after.names() == [
            "checkpoint-0000000002.safetensors", "checkpoint-0000000003.safetensors",
            "latest.safetensors", "model.safetensors",
          ])
      }
      operations += 1
      let more = try writing.next(on: disk)
      if disk.journal.suffix(2) == [
        "rename checkpoint.safetensors.partial checkpoint-0000000003.safetensors",
        "synchronize-folder",
      ] {
        isDurable = true
      }
      if !more { break }
    } while true
    #expect(isDurable)
    #expect(operations == 20)
    #expect(try newest(on: disk) == 3)
  }

  /// A best θ is durable before a checkpoint that may name it is there, and the one before it is whole
  /// until then.
  @Test func `a best θ comes first`() throws {
    let disk = JournaledDisk()
    try write(1, on: disk)
    var previous: UInt64?
    for (version, factor) in [(UInt64(2), Float(0.5)), (3, 0.25)] {
      let parameters = CheckpointExample().parameters.map { $0 * factor }
      var best = BestParameters()
      parameters.withUnsafeBufferPointer {
        best.keep(self.writing(version).testDescription.ofModel, $0)
      }
      var writing = self.writing(version, pieceBytes: 100, best: best.writing(pieceBytes: 40))
      repeat {
        let after = disk.afterLossOfPower(keepingNames: false)
        let found = try after.files[CheckpointName.best].map { file in
          try file.bytes.withUnsafeBytes { try CheckpointFile.read($0).description.version }
        }
        #expect(found == version || found == previous && writing.bestWritten == nil)
        #expect(try found == version || newest(on: after) == version - 1)
      } while try writing.next(on: disk)
      #expect(writing.bestWritten == version)
      best.written(version: writing.bestWritten)
      #expect(best.writing() == nil)
      let bytes = try #require(disk.files[CheckpointName.best]?.bytes)
      #expect(bytes.suffix(68) == parameters.withUnsafeBytes { Array($0) }[...])
      previous = version
    }
  }

  /// What could not be written waits for the next checkpoint, unless a better one has come.
  @Test func `a best θ waits until a file has it`() {
    var best = BestParameters()
    #expect(best.writing() == nil)
    for version in [1, 2] as [UInt64] {
      CheckpointExample().parameters.withUnsafeBufferPointer {
        best.keep(writing(version).testDescription.ofModel, $0)
      }
    }
    best.written(version: nil)
    best.written(version: 1)
    #expect(best.writing()?.version == 2)
    best.written(version: 2)
    #expect(best.writing() == nil)
  }

  @Test func `an error at any operation`() throws {
    // Removing old ones, the twelfth, is tried again later.
    for failing in 0..<19 where failing != 12 {
      let disk = JournaledDisk()
      try write(1, on: disk)
      try write(2, on: disk)
      disk.failing = disk.journal.count + failing
      var writing = self.writing(3, pieceBytes: 100)
      #expect(throws: DiskError("full")) {
        while try writing.next(on: disk) {}
      }
      // It is over.
      #expect(try !writing.next(on: disk))
      #expect(try disk.names().allSatisfy { !$0.hasSuffix(".partial") })
      let after = disk.afterLossOfPower(keepingNames: true)
      #expect(try newest(on: after) == (failing < 7 ? 2 : 3))
      #expect((after.files["checkpoint-0000000001.safetensors"] != nil) == (failing < 12))
      // The weights alone are those of some checkpoint, whole.
      let model = try #require(after.files[CheckpointName.model]?.bytes)
      let version = try model.withUnsafeBytes { try CheckpointFile.read($0).description.version }
      #expect(version == (failing < 18 ? 2 : 3))
      disk.failing = nil
      try write(4, on: disk)
      #expect(try newest(on: disk) == 4)
    }
  }

  @Test func `what can't be removed is tried again`() throws {
    let disk = JournaledDisk()
    for version in [1, 2] { try write(UInt64(version), on: disk) }
    disk.failing = disk.journal.count + 10
    try write(3, on: disk)
    #expect(disk.journal.contains("remove checkpoint-0000000001.safetensors"))
    #expect(disk.files["checkpoint-0000000001.safetensors"] != nil)
    disk.failing = nil
    try write(4, on: disk)
    #expect(
      try disk.names() == [
        "checkpoint-0000000003.safetensors", "checkpoint-0000000004.safetensors",
        "latest.safetensors", "model.safetensors",
      ])
  }

  /// A later one that is damaged must not push out those that are whole.
  @Test func `a damaged one of a later version does not count`() throws {
    let disk = JournaledDisk()
    try write(2, kept: 1, on: disk)
    try disk.append([0], to: "checkpoint-0000000009.safetensors")
    #expect(try newest(on: disk) == 2)
    try write(3, kept: 1, on: disk)
    #expect(try newest(on: disk) == 3)
    #expect(disk.files["checkpoint-0000000002.safetensors"] == nil)
  }

  @Test func `a log that can't be made durable holds the checkpoint back`() throws {
    for (failing, state) in [(2, .untouched), (4, .failed), (5, .failed), (6, .durable)]
      as [(Int, CheckpointWriting.LogState)]
    {
      let disk = JournaledDisk()
      try disk.append([1], to: AppliedLog.fileName)
      disk.failing = disk.journal.count + failing
      var writing = self.writing(3, hasLog: true)
      #expect(throws: DiskError.self) {
        while try writing.next(on: disk) {}
      }
      #expect(writing.log == state)
      #expect(try newest(on: disk) == nil)
    }
  }
}

extension CheckpointWriting {
  fileprivate var testDescription: CheckpointDescription {
    var description = CheckpointExample().description
    description.version = version
    return description
  }
}
