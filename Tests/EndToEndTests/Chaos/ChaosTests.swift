import Testing

/// Real processes that are killed, stopped, dismissed and started again.
struct ChaosTests {
  @Test func `a run to which everything happens ends with the bits of one to which nothing does`()
    throws
  {
    let settings = ChaosSettings.current
    print("chaos: seed \(settings.seed), \(settings.seconds) s, \(settings.steps) steps")
    var chaos = try ChaosRun(settings)
    try chaos.play(seconds: settings.seconds)
    try chaos.finish()
    print("chaos: \(chaos.faults) faults")
    // Every server that ran had a number of its own, also those that died before a checkpoint.
    let generations = try chaos.run.log("listening").compactMap { $0["generation"]?.integerValue }
    #expect(
      !generations.isEmpty && zip(generations, generations.dropFirst()).allSatisfy { $0 < $1 })
    #expect(try chaos.run.hash() == SequentialReference.hash(steps: settings.steps))
  }
}
