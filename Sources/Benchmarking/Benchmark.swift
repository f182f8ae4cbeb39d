import Coordination
import Platform

/// The measurements of `ps benchmark`.
public enum Benchmark: String, CaseIterable, Sendable {
  /// The matrix products of a step and nothing else: the limit of one thread.
  case gemm
  /// A real forward and backward pass beside that limit.
  case step
  /// The server's sum and optimizer beside memcpy.
  case update
  /// A message there and back between two ZeroMQ links.
  case link
  /// A whole round of server and workers, without computing.
  case round

  /// Measures.
  ///
  /// - Throws: `BenchmarkError` where the system lacks threads or a message does not arrive, and
  ///   `LinkError` for a socket that can't be opened.
  public func run(_ settings: BenchmarkSettings) throws -> MeasurementTable {
    let timing = InterleavedTiming(clock: MonotonicClock(), extent: settings.extent)
    return switch self {
    case .gemm: StepBenchmark(settings).measureLimit(timing)
    case .step: StepBenchmark(settings).measureStep(timing)
    case .update: UpdateBenchmark(settings).measure(timing)
    case .link: try LinkBenchmark(settings).measure()
    case .round: try RoundBenchmark(settings).measure()
    }
  }
}

/// Why nothing could be measured.
public struct BenchmarkError: Error, Equatable, CustomStringConvertible {
  /// The reason, as a sentence.
  public let description: String

  /// A reason in a sentence.
  public init(_ description: String) {
    self.description = description
  }
}
