import Learning
import Testing

@Suite struct SamplerTests {
  private func samples(_ sampler: Sampler, step: UInt64, microBatch: Int) -> [Int] {
    let count = sampler.count(step: step, microBatch: microBatch)
    return [Int](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = sampler.indexes(step: step, microBatch: microBatch, into: buffer)
    }
  }

  private func samples(_ sampler: Sampler, step: UInt64) -> [Int] {
    (0..<sampler.microBatches).flatMap { samples(sampler, step: step, microBatch: $0) }
  }

  @Test(
    arguments: [1, 2, 7, 64, 100, 1_437],
    [(1, 1), (1, 4), (3, 2), (7, 7), (8, 8), (10, 3), (64, 8), (64, 5), (200, 16), (2_000, 1)])
  func everySampleOnceAnEpoch(sampleCount: Int, shape: (batch: Int, microBatches: Int)) {
    let sampler = Sampler(
      sampleCount: sampleCount, batch: shape.batch, microBatches: shape.microBatches, seed: 5)
    for epoch in UInt64(0)..<3 {
      var visits = [Int](repeating: 0, count: sampleCount)
      for step in epoch * sampler.stepsPerEpoch..<(epoch + 1) * sampler.stepsPerEpoch {
        #expect(sampler.epoch(ofStep: step) == epoch)
        let indexes = samples(sampler, step: step)
        #expect(indexes.count == sampler.samplesInStep(step))
        for index in indexes { visits[index] += 1 }
      }
      #expect(visits.allSatisfy { $0 == 1 })
    }
  }

  /// 100 samples in batches of 30: 30, 30, 30 and a last step of 10, then 30 again.
  @Test func theLastStepOfAnEpochIsSmallerNotLost() {
    let sampler = Sampler(sampleCount: 100, batch: 30, microBatches: 4, seed: 1)
    #expect(sampler.stepsPerEpoch == 4)
    #expect((UInt64(0)..<5).map { sampler.samplesInStep($0) } == [30, 30, 30, 10, 30])
    // Of 30: 0, 7.5, 15, 22.5, 30 rounded down; of 10: 0, 2.5, 5, 7.5, 10.
    #expect((0..<4).map { sampler.count(step: 0, microBatch: $0) } == [7, 8, 7, 8])
    #expect((0..<4).map { sampler.count(step: 3, microBatch: $0) } == [2, 3, 2, 3])
  }

  /// One sample is left for four micro-batches: ⌊i/4⌋ grows only at the last.
  @Test func microBatchesMayBeEmpty() {
    let sampler = Sampler(sampleCount: 9, batch: 8, microBatches: 4, seed: 1)
    #expect((0..<4).map { sampler.count(step: 1, microBatch: $0) } == [0, 0, 0, 1])
    #expect(samples(sampler, step: 1, microBatch: 0).isEmpty)
  }

  @Test func slicesAreEqualWhereTheyDivideTheBatch() {
    let sampler = Sampler(sampleCount: 60_000, batch: 256, microBatches: 8, seed: 1)
    for microBatch in 0..<8 {
      #expect(sampler.count(step: 17, microBatch: microBatch) == 32)
    }
  }

  /// The samples of a step do not depend on how many micro-batches divide it, nor on what was asked
  /// before.
  @Test func microBatchesOnlyDivideTheStep() {
    let whole = Sampler(sampleCount: 1_437, batch: 64, microBatches: 1, seed: 9)
    let divided = Sampler(sampleCount: 1_437, batch: 64, microBatches: 8, seed: 9)
    for step in [UInt64(50), 3, 22, 45, 3] {
      #expect(samples(whole, step: step) == samples(divided, step: step))
    }
  }

  @Test func epochsAndSeedsDiffer() {
    let one = Sampler(sampleCount: 1_000, batch: 1_000, microBatches: 1, seed: 1)
    let two = Sampler(sampleCount: 1_000, batch: 1_000, microBatches: 1, seed: 2)
    #expect(samples(one, step: 0) != samples(one, step: 1))
    #expect(samples(one, step: 0) != samples(two, step: 0))
    #expect(samples(one, step: 0).sorted() == Array(0..<1_000))
  }
}
