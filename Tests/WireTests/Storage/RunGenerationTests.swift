import Storage
import Testing

@Suite struct RunGenerationTests {
  private func start(after checkpoint: UInt64?, on disk: JournaledDisk) throws -> UInt64 {
    var generation = try RunGeneration(following: checkpoint, on: disk)
    while try generation.next(on: disk) {}
    return generation.number
  }

  @Test func `each server has a greater one, whatever checkpoints there are`() throws {
    let disk = JournaledDisk()
    #expect(try start(after: nil, on: disk) == 1)
    #expect(try start(after: nil, on: disk) == 2)
    #expect(try start(after: 1, on: disk) == 3)
    // A folder that was copied without the file.
    #expect(try start(after: 7, on: disk) == 8)
    #expect(try RunGeneration.written(on: disk) == 8)
    #expect(try disk.contents(of: "generation") == Array("8\n".utf8))
  }

  /// What the disk has lost was never said to anyone.
  @Test func `a loss of power between any two operations`() throws {
    for operations in 0...5 {
      for keepsNames in [false, true] {
        let disk = JournaledDisk()
        _ = try start(after: nil, on: disk)
        var generation = try RunGeneration(following: nil, on: disk)
        var more = true
        for _ in 0..<operations { more = try generation.next(on: disk) }
        #expect(more == (operations < 5))
        let next = try start(
          after: nil, on: disk.afterLossOfPower(keepingNames: keepsNames))
        #expect(more ? next == 2 || next == 3 : next == 3)
      }
    }
  }

  @Test(arguments: 0..<5) func `an error leaves what was there`(failing: Int) throws {
    let disk = JournaledDisk()
    _ = try start(after: 4, on: disk)
    disk.failing = disk.journal.count + failing
    #expect(throws: DiskError("full")) { try start(after: nil, on: disk) }
    #expect(try disk.names() == ["generation"])
    #expect(try RunGeneration.written(on: disk) == (failing < 4 ? 5 : 6))
  }

  @Test(arguments: [
    "", "\n", "7", "07\n", "+7\n", "7\n7\n", "-1\n", "18446744073709551616\n", "é",
    // Beyond what a log's integers hold, and the next of it.
    "9223372036854775807\n", "9223372036854775808\n", "18446744073709551615\n",
    "4611686018427387905\n",
  ])
  func `anything but a number is refused`(text: String) throws {
    let disk = JournaledDisk()
    try disk.append(Array(text.utf8), to: "generation")
    let error = #expect(throws: DiskError.self) {
      try RunGeneration(following: nil, on: disk)
    }
    #expect(error?.description.contains("does not hold a whole number") == true)
  }

  @Test func `there is an end`() {
    #expect(throws: DiskError("the run has no generations left")) {
      try RunGeneration(following: .max, on: JournaledDisk())
    }
  }
}
