import Jobs
import Testing

@testable import Benchmarking

/// What the benchmarks measure, not how fast it is.
@Suite struct BenchmarkTests {
  private func settings(workers: Int = 2) -> BenchmarkSettings {
    var settings = BenchmarkSettings(
      network: BenchmarkSettings.network([12, 7, 3]), processors: 2)
    settings.microBatch = 5
    settings.workers = workers
    settings.repeats = 4
    return settings
  }

  private func number(_ table: MeasurementTable, _ key: String, row: Int) -> Double {
    guard case .number(let number) = table.value(key, row: row) else { return .nan }
    return number
  }

  /// Forward 12·7 + 7·3, weights' gradients the same, the hidden layer's gradient 7·3; each product
  /// of 5 samples has a multiplication and an addition.
  @Test func operationsAreCountedAsByHand() {
    let network = BenchmarkSettings.network([12, 7, 3])
    #expect(StepBenchmark.operations(network, batch: 5) == 2 * 5 * (105 + 105 + 21))
  }

  /// Adam with two pushes: 2 pushes, θ, m and v are read, θ, m and v are written: 8 vectors.
  @Test func trafficIsCountedAsByHand() {
    #expect(UpdateBenchmark.traffic(parameters: 10, pushes: 2, stateVectors: 2) == 8 * 10 * 4)
    #expect(UpdateBenchmark.traffic(parameters: 10, pushes: 1, stateVectors: 0) == 3 * 10 * 4)
  }

  @Test func theLargeModelHas5Point8MillionParameters() {
    #expect(BenchmarkSettings.largeNetwork.parameterCount == 5_824_522)
  }

  @Test func theLimitHasOneRow() throws {
    let table = try Benchmark.gemm.run(settings())
    #expect(table.rows.count == 1)
    #expect(table.value("model", row: 0) == .text("12-7-3"))
    // 12·7 + 7 + 7·3 + 3
    #expect(table.value("parameters", row: 0) == .integer(115))
    #expect(table.value("repeats", row: 0) == .integer(4))
    let median = number(table, "seconds_median", row: 0)
    #expect(median > 0)
    #expect(number(table, "samples_per_second", row: 0) == 5 / median)
    #expect(number(table, "gflops_per_second", row: 0) == 2310 / median / 1e9)
  }

  @Test func theStepStandsBesideTheLimit() throws {
    let table = try Benchmark.step.run(settings())
    #expect(table.rows.count == 2)
    #expect(table.rows.map(\.first) == [.text("products only"), .text("forward + backward")])
    let ratio =
      number(table, "seconds_median", row: 0) / number(table, "seconds_median", row: 1)
    #expect(number(table, "share_of_limit", row: 1) == ratio)
  }

  @Test func everyStepOfTheSyntheticWorkIsAWholeMicroBatch() {
    let work = SyntheticWork(BenchmarkSettings.network([12, 7, 3]), microBatch: 7)
    // 60,000 samples would leave 3 over.
    #expect(work.sampleCount == 59_997)
    work.computeGradient()
  }

  @Test(arguments: OptimizerName.allCases) func theUpdateMovesWhatItsStateSays(
    optimizer: OptimizerName
  ) throws {
    var settings = settings(workers: 3)
    settings.network = BenchmarkSettings.network([300, 40, 3])
    settings.repeats = 1
    settings.optimizer = optimizer
    let update = UpdateBenchmark(settings)
    let table = update.measure(
      InterleavedTiming(clock: .init(), extent: .repeats(1)), [settings.network])
    // With one thread and with two.
    #expect(table.rows.count == 2)
    #expect(
      table.rows.indices.map { table.value("threads", row: $0) } == [.integer(1), .integer(2)])
    let vectors = [
      OptimizerName.sgd: 5, .momentum: 7, .nesterov: 7, .adam: 9, .adamw: 9,
    ]
    // 300·40 + 40 + 40·3 + 3
    let bytes = Double((vectors[optimizer] ?? 0) * 12_163 * 4)
    #expect(number(table, "bytes", row: 0) == bytes)
    #expect(
      number(table, "bytes_per_second", row: 0)
        == bytes / number(table, "seconds_median", row: 0))
  }

  @Test(arguments: [1, 16, 100_000]) func messagesGoThereAndBack(floats: Int) throws {
    let lanes: [LinkBenchmark.Lane] = [
      .init(endpoint: BenchmarkEndpoint.tcp), .init(endpoint: BenchmarkEndpoint.local()),
      .init(endpoint: BenchmarkEndpoint.tcp, keys: try BenchmarkKeys()),
    ]
    let samples = try LinkBenchmark.roundTrips(lanes, floats: floats, .repeats(7))
    #expect(samples.count == 3)
    for sample in samples { #expect(sample.count == 7 && sample.minimum > 0) }
  }

  @Test(arguments: [1, 2, 3, 5]) func aRoundHasAllItsWorkers(workers: Int) throws {
    let table = try Benchmark.round.run(settings(workers: workers))
    #expect(table.rows.count == 1)
    #expect(table.value("workers", row: 0) == .integer(workers))
    #expect(table.value("repeats", row: 0) == .integer(4))
    #expect(number(table, "seconds_median", row: 0) > 0)
  }

  @Test func endpointsAreNeverTheSame() {
    #expect(BenchmarkEndpoint.local() != BenchmarkEndpoint.local())
  }
}
