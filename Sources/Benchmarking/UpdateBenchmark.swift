import Learning
import Optimizers
import Platform
import Tensors

/// The server's arithmetic: the sum of the workers' pushes and the optimizer, beside memcpy.
struct UpdateBenchmark {
  private let settings: BenchmarkSettings

  init(_ settings: BenchmarkSettings) {
    self.settings = settings
  }

  /// Bytes that an update must move: it reads each push, θ and each state vector, and writes the
  /// next θ and each state vector, all once.
  static func traffic(parameters: Int, pushes: Int, stateVectors: Int) -> Int {
    (pushes + 1 + stateVectors + 1 + stateVectors) * parameters * MemoryLayout<Float>.stride
  }

  /// Measures the model and, where it is another, the large one.
  func measure(_ timing: InterleavedTiming<MonotonicClock>) -> MeasurementTable {
    let large = BenchmarkSettings.largeNetwork
    let isLarge = settings.network.sizes == large.sizes
    return measure(timing, isLarge ? [large] : [settings.network, large])
  }

  /// Measures these models.
  func measure(
    _ timing: InterleavedTiming<MonotonicClock>, _ networks: [Network]
  ) -> MeasurementTable {
    var table = MeasurementTable(
      "update",
      note: "the sum of \(settings.workers) pushes and \(settings.optimizer.rawValue), beside a "
        + "memcpy of the same number of bytes by the same threads, in turn; counted as bytes moved: "
        + "each push, θ and the state read once, the next θ and the state written once; of a "
        + "memcpy, source and target",
      columns: [
        .init("model", "model"), .init("parameters", "parameters"), .init("threads", "threads"),
        .init("bytes", "MB moved", digits: 1, scale: 1e-6),
        .init("seconds_median", "median ms", digits: 3, scale: 1e3),
        .init("seconds_lower_quartile", "¼ below ms", digits: 3, scale: 1e3),
        .init("seconds_upper_quartile", "¼ above ms", digits: 3, scale: 1e3),
        .init("repeats", "repeats"),
        .init("bytes_per_second", "GB/s", digits: 1, scale: 1e-9),
        .init("memcpy_bytes_per_second", "memcpy GB/s", digits: 1, scale: 1e-9),
        .init("share_of_memcpy", "of memcpy", digits: 3),
      ])
    for network in networks {
      for threads in settings.processors > 1 ? [1, settings.processors] : [1] {
        table.append(row(network, ThreadPool(concurrency: threads), timing))
      }
    }
    return table
  }

  private func row(
    _ network: Network, _ pool: ThreadPool, _ timing: InterleavedTiming<MonotonicClock>
  ) -> [MeasurementTable.Value] {
    let work = UpdateWork(
      settings.updateConfiguration, layout: network.layout, pushes: settings.workers, pool: pool)
    let bytes = Self.traffic(
      parameters: network.parameterCount, pushes: settings.workers,
      stateVectors: work.stateVectorCount)
    let copy = CopyWork(bytesMoved: bytes, pool: pool)
    let samples = timing.measure([work.run, copy.run])
    let rates = (
      update: Double(bytes) / samples[0].median, copy: Double(copy.bytesMoved) / samples[1].median
    )
    return [
      .text(BenchmarkSettings.name(network)), .integer(network.parameterCount),
      .integer(pool.concurrency), .number(Double(bytes)), .number(samples[0].median),
      .number(samples[0].lowerQuartile), .number(samples[0].upperQuartile),
      .integer(samples[0].count), .number(rates.update), .number(rates.copy),
      .number(rates.update / rates.copy),
    ]
  }
}

/// An update, again and again, from one θ to the next.
private final class UpdateWork {
  let stateVectorCount: Int

  private let update: ParameterUpdate
  private let pool: ThreadPool
  private let pushes: [AlignedBuffer]
  private var plan = SummationPlan()
  private var current: AlignedBuffer
  private var next: AlignedBuffer
  private var step: UInt64 = 0

  init(
    _ configuration: UpdateConfiguration, layout: ParameterLayout, pushes count: Int,
    pool: ThreadPool
  ) {
    update = ParameterUpdate(configuration, layout: layout, concurrency: pool.concurrency)
    stateVectorCount = update.state.count
    self.pool = pool
    pushes = (0..<count).map { push in
      let buffer = AlignedBuffer(count: layout.count)
      for index in 0..<layout.count {
        buffer.pointer[index] = Float((index &* 31 &+ push) % 127 - 63) * 1e-4
      }
      return buffer
    }
    current = AlignedBuffer(count: layout.count)
    next = AlignedBuffer(count: layout.count)
    Initializer.kaimingUniform.fill(current.pointer, layout: layout, seed: 1)
    for (index, push) in pushes.enumerated() {
      plan.load(push.pointer)
      if index > 0 { plan.add() }
    }
  }

  func run() {
    _ = update.apply(
      step: step, rate: 1e-3, gradient: plan, current: current.pointer, next: next.pointer,
      executor: pool)
    swap(&current, &next)
    step += 1
  }
}

/// A memcpy, shared by threads.
private final class CopyWork: RangeTask {
  private let source: AlignedBuffer
  private let target: AlignedBuffer
  private let pool: ThreadPool

  /// - Parameter bytesMoved: read and written together.
  init(bytesMoved: Int, pool: ThreadPool) {
    let count = bytesMoved / 2 / MemoryLayout<Float>.stride
    source = AlignedBuffer(count: count)
    target = AlignedBuffer(count: count)
    for index in 0..<count { source.pointer[index] = Float(index % 251) }
    self.pool = pool
  }

  /// Bytes read and written.
  var bytesMoved: Int { 2 * source.count * MemoryLayout<Float>.stride }

  func run() {
    pool.forEachRange(of: source.count, granularity: ParameterUpdate.blockLength, self)
  }

  func run(_ index: Int, _ range: Range<Int>) {
    (target.pointer + range.lowerBound).update(
      from: source.pointer + range.lowerBound, count: range.count)
  }
}
