import Testing

@Suite("The worker's session under a random server")
struct WorkerSessionModelTests {
  #if DEBUG
    static let seeds: UInt64 = 1000
  #else
    static let seeds: UInt64 = 10000
  #endif

  @Test("pushes the largest subtrees of each order, summed along the tree, and nothing else")
  func holds() throws {
    var (pushes, copies) = (0, 0)
    for seed in 0..<Self.seeds {
      var model = WorkerSessionModel(seed: seed)
      for _ in 0..<200 { try model.turn() }
      try model.finish()
      pushes += model.pushes
      copies += model.copies
    }
    // So that the checks did check something.
    #expect(pushes > Int(Self.seeds) && copies > Int(Self.seeds))
  }
}
