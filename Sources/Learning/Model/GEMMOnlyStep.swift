import Tensors

/// The matrix products of one forward and backward pass and nothing else: the limit against which
/// ``BatchComputation/gradient(of:in:at:scale:into:)`` is measured.
///
/// The products, their order and the sizes of the buffers are those of the real step.
public final class GEMMOnlyStep {
  private let sizes: [Int]
  private let batch: Int
  let weights: [AlignedBuffer]
  let weightGradients: [AlignedBuffer]
  /// The features, and each layer's results.
  let activations: [AlignedBuffer]
  /// The gradient of the last layer's results, which a real step has from the loss.
  let lossGradients: AlignedBuffer
  private let outputGradients: (AlignedBuffer, AlignedBuffer)

  /// Allocates for batches of `batch` samples.
  public init(network: Network, batch: Int) {
    precondition(batch > 0)
    sizes = network.sizes
    self.batch = batch
    var layerSizes: [Int] = []
    for layer in 0..<network.layerCount {
      layerSizes.append(network.sizes[layer] * network.sizes[layer + 1])
    }
    weights = layerSizes.map { Self.filled($0) }
    weightGradients = layerSizes.map { Self.filled($0) }
    activations = network.sizes.map { Self.filled(batch * $0) }
    let widest = batch * (network.sizes.dropFirst().max() ?? 0)
    lossGradients = Self.filled(batch * network.outputCount)
    outputGradients = (Self.filled(widest), Self.filled(widest))
  }

  /// Runs the products once.
  public func run() {
    let layerCount = weights.count
    for layer in 0..<layerCount {
      MatrixProduct.timesTransposed(
        activations[layer].pointer, weights[layer].pointer, into: activations[layer + 1].pointer,
        m: batch, n: sizes[layer + 1], k: sizes[layer])
    }
    var above = lossGradients.pointer
    var (below, free) = (outputGradients.0.pointer, outputGradients.1.pointer)
    for layer in (0..<layerCount).reversed() {
      MatrixProduct.transposedTimes(
        above, activations[layer].pointer, into: weightGradients[layer].pointer,
        m: sizes[layer + 1], n: sizes[layer], k: batch)
      if layer > 0 {
        MatrixProduct.times(
          above, weights[layer].pointer, into: below,
          m: batch, n: sizes[layer], k: sizes[layer + 1])
        above = below
        swap(&below, &free)
      }
    }
  }

  /// Ordinary small numbers, since zeros or subnormal ones could run at another speed.
  private static func filled(_ count: Int) -> AlignedBuffer {
    let buffer = AlignedBuffer(count: count)
    for i in 0..<count { buffer.pointer[i] = Float(i % 61 - 30) * 0.001 }
    return buffer
  }
}
