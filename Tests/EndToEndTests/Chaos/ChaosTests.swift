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
    #expect(try chaos.run.hash() == SequentialReference.hash(steps: settings.steps))
  }
}
