import Storage
import Testing

@testable import Simulation

/// What a loss of power may leave, over many seeds, of changes that are worked out by hand.
@Suite("The simulated disk")
struct SimulatedDiskTests {
  /// The folder's files after the same operations and a loss of power, over many seeds.
  private func survivors(
    _ operations: (SimulatedDisk) throws -> Void
  ) rethrows -> Set<[String: [UInt8]]> {
    var found: Set<[String: [UInt8]]> = []
    for seed in 0..<400 as Range<UInt64> {
      let disk = SimulatedDisk(chance: SeededNumbers(seed: seed))
      try operations(disk)
      disk.losePower()
      found.insert(contents(of: disk))
    }
    return found
  }

  private func contents(of disk: SimulatedDisk) -> [String: [UInt8]] {
    Dictionary(uniqueKeysWithValues: disk.files.map { ($0.name, $0.bytes) })
  }

  @Test("keeps everything when only a process dies")
  func kill() throws {
    let disk = SimulatedDisk(chance: SeededNumbers(seed: 1))
    try disk.create("a")
    try disk.append([1, 2, 3], to: "a")
    try disk.append([4], to: "a")
    try disk.link("a", as: "b")
    #expect(contents(of: disk) == ["a": [1, 2, 3, 4], "b": [1, 2, 3, 4]])
    #expect(try disk.names() == ["a", "b"])
    try disk.rename("b", to: "c")
    try disk.remove("a")
    try disk.remove("nothing")
    #expect(contents(of: disk) == ["c": [1, 2, 3, 4]])
    try disk.create("c")
    #expect(try disk.contents(of: "c") == [])
  }

  @Test("keeps what was synchronised, and nothing else for certain")
  func synchronized() throws {
    let found = try survivors { disk in
      try disk.append([1], to: "a")
      try disk.synchronize("a")
      try disk.synchronizeFolder()
      try disk.append([2], to: "b")
      try disk.synchronize("b")
    }
    #expect(found == [["a": [1]], ["a": [1], "b": [2]]])
  }

  @Test("may lose the bytes of a file whose name is durable, or a part of them")
  func torn() throws {
    let found = try survivors { disk in
      try disk.create("a")
      try disk.synchronizeFolder()
      try disk.append([7, 8], to: "a")
    }
    #expect(
      found == [
        ["a": []], ["a": [7]], ["a": [7, 8]], ["a": [0, 8]], ["a": [7, 0]], ["a": [0, 0]],
      ])
  }

  @Test("never tears what was synchronised before")
  func appended() throws {
    let found = try survivors { disk in
      try disk.append([5, 6], to: "a")
      try disk.synchronize("a")
      try disk.synchronizeFolder()
      try disk.append([7], to: "a")
    }
    #expect(found == [["a": [5, 6]], ["a": [5, 6, 7]], ["a": [5, 6, 0]]])
  }

  @Test("does a rename wholly or not at all")
  func rename() throws {
    let found = try survivors { disk in
      for (name, byte) in [("old", 1), ("new", 2)] as [(String, UInt8)] {
        try disk.append([byte], to: name)
        try disk.synchronize(name)
      }
      try disk.synchronizeFolder()
      try disk.rename("new", to: "old")
    }
    #expect(found == [["old": [1], "new": [2]], ["old": [2]]])
  }

  @Test("may keep a later change of names and lose an earlier one")
  func order() throws {
    let found = try survivors { disk in
      try disk.append([1], to: "a")
      try disk.synchronize("a")
      try disk.link("a", as: "b")
    }
    #expect(found == [[:], ["a": [1]], ["b": [1]], ["a": [1], "b": [1]]])
  }

  @Test("keeps two names of a file one file")
  func links() throws {
    for seed in 0..<50 as Range<UInt64> {
      let disk = SimulatedDisk(chance: SeededNumbers(seed: seed))
      try disk.append([1], to: "a")
      try disk.link("a", as: "b")
      try disk.synchronizeFolder()
      try disk.append([2, 3, 4], to: "a")
      disk.losePower()
      #expect(try disk.contents(of: "a") == disk.contents(of: "b"))
      try disk.append([9], to: "a")
      #expect(try disk.contents(of: "b").last == 9)
    }
  }

  @Test("writes what there is room for when it is full, and says so")
  func full() throws {
    let disk = SimulatedDisk(chance: SeededNumbers(seed: 1))
    disk.trouble = .full(bytesLeft: 3)
    try disk.append([1, 2], to: "a")
    #expect(throws: DiskError.self) { try disk.append([3, 4], to: "a") }
    #expect(try disk.contents(of: "a") == [1, 2, 3])
    #expect(disk.faults[.diskFull] == 1)
    disk.trouble = .none
    try disk.append([4], to: "a")
    #expect(try disk.contents(of: "a") == [1, 2, 3, 4])
  }

  @Test("fails one operation, the one that was drawn")
  func error() throws {
    let disk = SimulatedDisk(chance: SeededNumbers(seed: 1))
    disk.trouble = .error(afterOperations: 2)
    try disk.append([1], to: "a")
    try disk.synchronize("a")
    #expect(throws: DiskError.self) { try disk.rename("a", to: "b") }
    #expect(try disk.names() == ["a"])
    try disk.rename("a", to: "b")
    #expect(try disk.names() == ["b"])
    #expect(disk.faults[.diskError] == 1)
  }

  @Test("may forget for good what a failed synchronisation was to make durable")
  func failedSynchronization() throws {
    let found = try survivors { disk in
      try disk.append([1], to: "a")
      try disk.synchronize("a")
      try disk.synchronizeFolder()
      try disk.append([2], to: "a")
      disk.trouble = .error(afterOperations: 0)
      #expect(throws: DiskError.self) { try disk.synchronize("a") }
      try disk.append([3], to: "a")
      try disk.synchronize("a")
      // Until power fails it reads as if nothing were wrong.
      #expect(try disk.contents(of: "a") == [1, 2, 3])
    }
    #expect(found == [["a": [1, 2, 3]], ["a": [1, 0, 3]]])
  }
}
