import Storage
import Testing

@testable import Simulation

@Suite("The search for a checkpoint")
struct CheckpointSearchTests {
  @Test("passes over what is damaged, but not over what can't be read")
  func unreadable() throws {
    let disk = SimulatedDisk(chance: SeededNumbers(seed: 1))
    for version in [1, 2] as [UInt64] {
      let description = CheckpointDescription(
        version: version, generation: 1, job: "", parameters: [.init(name: "w", shape: [2])],
        optimizerState: [])
      var writing = CheckpointWriting(description, data: [1, 2], kept: 2, hasLog: false)
      while try writing.next(on: disk) {}
    }
    func newest() throws -> (version: UInt64?, damaged: Int) {
      var damaged: [DamagedCheckpoint] = []
      let found = try CheckpointSearch.newestWhole(on: disk, damaged: &damaged)
      return (found?.contents.description.version, damaged.count)
    }
    #expect(try newest() == (2, 0))
    // The folder can be read, the newest file in it can't, for once.
    disk.trouble = .error(afterOperations: 1)
    #expect(throws: DiskError.self) { _ = try newest() }
    #expect(try newest() == (2, 0))
    try disk.append([0], to: CheckpointName.fileName(version: 2))
    #expect(try newest() == (1, 1))
  }
}
