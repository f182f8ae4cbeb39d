import Coordination
import Jobs
import Learning
import Optimizers
import Platform

/// What the benchmarks measure.
public struct BenchmarkSettings: Sendable {
  /// The model whose steps are measured.
  public var network: Network
  /// Samples of a micro-batch.
  public var microBatch = 128
  /// Which optimizer the update runs, with its default hyperparameters.
  public var optimizer = OptimizerName.adam
  /// How many workers push.
  public var workers = 2
  /// How many threads there are to use.
  public var processors: Int
  /// How often each thing is measured; nil for as often as a few seconds allow.
  public var repeats: Int?
  /// How long each comparison takes, where no repeats are given.
  public var duration = Interval.milliseconds(2500)

  /// How often each thing is measured.
  var extent: InterleavedTiming<MonotonicClock>.Extent {
    repeats.map { .repeats($0) } ?? .duration(duration)
  }

  /// The settings for a model on a machine with so many processors, by default otherwise.
  public init(network: Network, processors: Int) {
    self.network = network
    self.processors = processors
  }

  /// A network of these layer sizes, with biases and ReLU.
  public static func network(_ sizes: [Int]) -> Network {
    Network(sizes: sizes, activation: .relu, outputActivation: .identity, hasBias: true)
  }

  /// A model of 5.8 M parameters, large enough for memory to be the limit.
  public static let largeNetwork = network([784, 2048, 2048, 10])

  /// The optimizer with its default hyperparameters.
  var updateConfiguration: UpdateConfiguration {
    var job = Job()
    job.optimizer = optimizer
    return job.updateConfiguration
  }

  /// The model in words: `784-512-512-10`.
  static func name(_ network: Network) -> String {
    network.sizes.map { "\($0)" }.joined(separator: "-")
  }
}
