import Coordination
import Learning
import Platform
import Tensors
import TrainingWorker

/// A worker's computing: one micro-batch forward and backward, on one thread.
struct StepBenchmark {
  private let settings: BenchmarkSettings

  init(_ settings: BenchmarkSettings) {
    self.settings = settings
  }

  /// Floating-point operations of the matrix products of forward and backward: 2 · batch · in · out
  /// a product, three products a layer, of which the first layer lacks the one that would give the
  /// gradient of the features.
  static func operations(_ network: Network, batch: Int) -> Double {
    var products = 0
    for layer in 0..<network.layerCount {
      let size = network.sizes[layer] * network.sizes[layer + 1]
      products += (layer == 0 ? 2 : 3) * size
    }
    return 2 * Double(batch) * Double(products)
  }

  /// The matrix products alone.
  func measureLimit(_ timing: InterleavedTiming<MonotonicClock>) -> MeasurementTable {
    let limit = GEMMOnlyStep(network: settings.network, batch: settings.microBatch)
    let sample = timing.measure([limit.run])[0]
    var table = MeasurementTable(
      "gemm",
      note: "the matrix products of one micro-batch forward and backward, and nothing else; one "
        + "thread, BLAS kernel \(BLAS.coreName)",
      columns: Self.columns)
    table.append(row("products only", sample))
    return table
  }

  /// The real step beside the matrix products alone, in turn.
  func measureStep(_ timing: InterleavedTiming<MonotonicClock>) -> MeasurementTable {
    let limit = GEMMOnlyStep(network: settings.network, batch: settings.microBatch)
    let work = SyntheticWork(settings.network, microBatch: settings.microBatch)
    let samples = timing.measure([limit.run, work.computeGradient])
    var table = MeasurementTable(
      "step",
      note: "a worker's forward and backward pass over one micro-batch, samples gathered from "
        + "\(work.sampleCount) synthetic ones, beside the matrix products alone, in turn; one thread",
      columns: Self.columns + [.init("share_of_limit", "of the limit", digits: 3)])
    let limitRow = row("products only", samples[0])
    table.append(limitRow + [.number(1)])
    table.append(
      row("forward + backward", samples[1]) + [.number(samples[0].median / samples[1].median)])
    return table
  }

  private static let columns: [MeasurementTable.Column] = [
    .init("what", ""), .init("model", "model"), .init("parameters", "parameters"),
    .init("micro_batch", "micro-batch"),
    .init("seconds_median", "median ms", digits: 3, scale: 1e3),
    .init("seconds_lower_quartile", "¼ below ms", digits: 3, scale: 1e3),
    .init("seconds_upper_quartile", "¼ above ms", digits: 3, scale: 1e3),
    .init("repeats", "repeats"),
    .init("gflops_per_second", "GFLOP/s", digits: 1),
    .init("samples_per_second", "samples/s"),
  ]

  private func row(_ what: String, _ sample: TimingSample) -> [MeasurementTable.Value] {
    let operations = Self.operations(settings.network, batch: settings.microBatch)
    return [
      .text(what), .text(BenchmarkSettings.name(settings.network)),
      .integer(settings.network.parameterCount), .integer(settings.microBatch),
      .number(sample.median), .number(sample.lowerQuartile), .number(sample.upperQuartile),
      .integer(sample.count), .number(operations / sample.median / 1e9),
      .number(Double(settings.microBatch) / sample.median),
    ]
  }
}
