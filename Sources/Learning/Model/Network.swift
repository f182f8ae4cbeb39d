import Tensors

/// A fully connected network f(x) = f_L(W_L f_{L−1}(… f_1(W_1 x + b_1) …) + b_L): its shape, without
/// parameters.
public struct Network: Equatable, Sendable {
  /// The most values that a layer takes or gives.
  public static let widthMaximum = 1_000_000

  /// The width of the input, of each hidden layer in turn, and of the output.
  public let sizes: [Int]
  /// The nonlinearity of the hidden layers.
  public let activation: Activation
  /// The nonlinearity of the last layer, applied before the loss; for classification its results
  /// are the logits.
  public let outputActivation: Activation
  /// Whether each layer adds a bias.
  public let hasBias: Bool

  /// A network with at least an input and an output, each of at least one value.
  public init(sizes: [Int], activation: Activation, outputActivation: Activation, hasBias: Bool) {
    precondition(sizes.count >= 2 && sizes.allSatisfy { $0 > 0 })
    self.sizes = sizes
    self.activation = activation
    self.outputActivation = outputActivation
    self.hasBias = hasBias
  }

  /// How many features a sample has.
  public var inputCount: Int { sizes[0] }

  /// How many values the network answers.
  public var outputCount: Int { sizes[sizes.count - 1] }

  /// How many layers, each a matrix of weights, the network has.
  public var layerCount: Int { sizes.count - 1 }

  /// Where each layer's weights and biases lie in θ, under the names that PyTorch's `nn.Sequential`
  /// gives them.
  ///
  /// Activations count as modules there, so layer k is module 2k: `2k.weight` [out, in], followed
  /// by `2k.bias` [out]. An identity between layers is PyTorch's `nn.Identity`.
  public var layout: ParameterLayout {
    var layout = ParameterLayout()
    for layer in 0..<layerCount {
      let (inputs, outputs) = (sizes[layer], sizes[layer + 1])
      layout.append("\(2 * layer).weight", shape: [outputs, inputs], role: .weight)
      if hasBias {
        layout.append("\(2 * layer).bias", shape: [outputs], role: .bias)
      }
    }
    return layout
  }

  /// How many parameters θ has.
  public var parameterCount: Int {
    var count = 0
    for layer in 0..<layerCount {
      count += sizes[layer + 1] * (sizes[layer] + (hasBias ? 1 : 0))
    }
    return count
  }
}
