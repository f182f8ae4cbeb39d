import Testing

@testable import Jobs

@Suite struct JobNoticeTests {
  private static func notices(
    batch: Int, microBatches: Int = 8, samples: Int, workers: Int, mode: ConsistencyMode = .sync
  ) -> [String] {
    var job = Job()
    (job.batch, job.microBatches, job.mode) = (batch, microBatches, mode)
    return job.notices(trainingSamples: samples, workers: workers)
  }

  @Test func `what fits is not worth a word`() {
    #expect(Self.notices(batch: 64, samples: 133, workers: 8).isEmpty)
    #expect(Self.notices(batch: 133, samples: 133, workers: 2).isEmpty)
  }

  @Test func `a batch larger than the data`() {
    #expect(
      Self.notices(batch: 4096, samples: 133, workers: 1) == [
        "a batch of 4096 is more than the training data have: each step takes all 133 samples, one "
          + "step an epoch"
      ])
  }

  @Test func `more workers than micro-batches`() {
    #expect(
      Self.notices(batch: 64, samples: 1000, workers: 16) == [
        "a step has 8 micro-batches for 16 workers: no more than 8 can work at a time; "
          + "--micro-batches makes more of a batch"
      ])
    #expect(
      Self.notices(batch: 4, microBatches: 4, samples: 1000, workers: 5) == [
        "a step has 4 micro-batches for 5 workers: no more than 4 can work at a time"
      ])
    #expect(
      Self.notices(batch: 1, microBatches: 1, samples: 9, workers: 2) == [
        "a step has 1 micro-batch for 2 workers: no more than 1 can work at a time"
      ])
    // In these modes each worker has a step of its own.
    #expect(Self.notices(batch: 64, samples: 1000, workers: 16, mode: .async).isEmpty)
  }
}
