import Optimizers
import Testing
import TrainingWorker

/// A step allocates nothing once it is steady, on the server or on a worker. The links' own threads are
/// not counted in.
@Suite(
  .serialized,
  .enabled(if: AllocationTally.isAvailable, "a sanitizer's allocator is in the place of ours"))
struct SteadyStepTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let update: UpdateConfiguration
    let scaling: NetworkWorkload.Scaling
  }

  static let cases = [
    Case(
      testDescription: "Adam",
      update: UpdateConfiguration(algorithm: .adam(beta1: 0.9, beta2: 0.999, epsilon: 1e-8)),
      scaling: .mean),
    Case(
      testDescription: "SGD with clipping and L2",
      update: UpdateConfiguration(
        algorithm: .sgd, clipNorm: 0.1, regularizer: .l2(1e-3), decoupled: true,
        regularizeBiases: true),
      scaling: .sum),
  ]

  /// Without optimization, generic code allocates where it never does in a release build.
  static var isOptimized: Bool {
    #if DEBUG
      false
    #else
      true
    #endif
  }

  @Test(.enabled(if: isOptimized, "only a release build promises it"), arguments: cases, [1, 2])
  func allocatesNothing(in example: Case, updateThreads: Int) throws {
    let run = try SteadyRun(
      example.update, updateThreads: updateThreads, scaling: example.scaling)
    #expect(try run.run() == SteadyRun.lastStep - SteadyRun.firstStep)
    #expect(run.serverTally.own == 0, "the server: \(run.serverTally.sites)")
    for tally in run.workerTallies {
      #expect(tally.own == 0, "a worker: \(tally.sites)")
      #expect(tally.blas == 0)
    }
  }

  @Test(.enabled(if: isOptimized, "only a release build promises it"))
  func allocatesNothingWithKeys() throws {
    let example = Self.cases[0]
    let run = try SteadyRun(
      example.update, updateThreads: 1, scaling: example.scaling,
      keys: SteadyKeys(workers: SteadyRun.workers))
    #expect(try run.run() == SteadyRun.lastStep - SteadyRun.firstStep)
    #expect(run.serverTally.own == 0, "the server: \(run.serverTally.sites)")
    for tally in run.workerTallies { #expect(tally.own == 0, "a worker: \(tally.sites)") }
  }

  /// What is asked for on purpose is found, so that what is not found was not asked for.
  @Test(.enabled(if: isOptimized, "only a release build promises it"))
  func wouldFindAnAllocation() throws {
    let example = Self.cases[0]
    let run = try SteadyRun(
      example.update, updateThreads: 2, scaling: example.scaling, isWasteful: true)
    let steps = try run.run()
    #expect(run.serverTally.own == steps)
    let shareOfEach = UInt64(SteadyRun.microBatches / SteadyRun.workers)
    for tally in run.workerTallies { #expect(tally.own == steps * shareOfEach) }
  }
}
