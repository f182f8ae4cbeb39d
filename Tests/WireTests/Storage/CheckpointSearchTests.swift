@testable import Storage

import Testing

@Suite struct CheckpointSearchTests {
  private func disk(versions: [UInt64]) throws -> JournaledDisk {
    let disk = JournaledDisk()
    for version in versions {
      let description = CheckpointDescription(
        version: version, generation: 1, job: "{}", parameters: [.init(name: "w", shape: [3])],
        optimizerState: [])
      var writing = CheckpointWriting(
        description, data: [1, 2, Float(version)], kept: 9, hasLog: false)
      while try writing.next(on: disk) {}
    }
    return disk
  }

  private func newest(on disk: JournaledDisk) throws -> (version: UInt64?, damaged: [String]) {
    var damaged: [DamagedCheckpoint] = []
    let found = try CheckpointSearch.newestWhole(on: disk, damaged: &damaged)
    return (found?.contents.description.version, damaged.map { "\($0.name): \($0.reason)" })
  }

  @Test func `what is no file is passed over`() throws {
    let disk = try disk(versions: [1, 2])
    disk.folders = [CheckpointName.fileName(version: 2), CheckpointName.latest]
    let (version, damaged) = try newest(on: disk)
    #expect(version == 1)
    #expect(damaged == ["checkpoint-0000000002.safetensors: it is no regular file"])
  }

  /// A sparse file can be longer than all memory; so can one that was cut short be shorter than what
  /// it announces.
  @Test(arguments: [100_000_000_000, -1]) func `a file of another length than it says is not read`(
    change: Int
  ) throws {
    let disk = try disk(versions: [1, 2])
    let name = CheckpointName.fileName(version: 2)
    disk.sizes[name] = try disk.contents(of: name).count + change
    disk.sizes[CheckpointName.latest] = disk.sizes[name]
    disk.wholeReads = []
    let (version, damaged) = try newest(on: disk)
    #expect(version == 1)
    #expect(damaged.count == 1 && damaged[0].hasPrefix(name))
    #expect(
      damaged[0].hasSuffix(change > 0 ? "100000000000 bytes after its last tensor" : "cut short"))
    #expect(disk.wholeReads == ["checkpoint-0000000001.safetensors"])
  }

  @Test func `a long file of zeros is not read`() throws {
    let disk = try disk(versions: [1])
    let name = CheckpointName.fileName(version: 9)
    try disk.append(Array(repeating: 0, count: 16), to: name)
    disk.sizes[name] = 100_000_000_000
    disk.wholeReads = []
    let (version, damaged) = try newest(on: disk)
    #expect(version == 1 && damaged.count == 1)
    #expect(!disk.wholeReads.contains(name))
  }
}
