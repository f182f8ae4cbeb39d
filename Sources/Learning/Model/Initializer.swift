import Tensors

/// How the first θ is drawn.
///
/// For a weight [outputs, inputs], fan_in = inputs and fan_out = outputs; a bias belongs to the
/// weight that stands before it in the layout.
public enum Initializer: String, CaseIterable, Equatable, Sendable {
  /// Weights and biases from U(−1/√fan_in, 1/√fan_in): what PyTorch's `nn.Linear` does by default
  /// (`kaiming_uniform_(a=√5)`, after He et al. 2015).
  case kaimingUniform = "kaiming-uniform"
  /// Weights from N(0, 2/fan_in), biases 0 (He et al. 2015, equation 10).
  case kaimingNormal = "kaiming-normal"
  /// Weights from U(−a, a) with a = √(6 / (fan_in + fan_out)), biases 0 (Glorot and Bengio 2010,
  /// equation 16).
  case xavierUniform = "xavier-uniform"
  /// Weights from N(0, 2 / (fan_in + fan_out)), biases 0 (Glorot and Bengio 2010, equation 12).
  case xavierNormal = "xavier-normal"
  /// Everything 0.
  case zeros = "zeros"

  /// Writes the first θ to `parameters`, which has room for `layout.count` floats. Each value is a
  /// pure function of the seed, its tensor's index in the layout and its own index in the tensor.
  public func fill(
    _ parameters: UnsafeMutablePointer<Float>, layout: ParameterLayout, seed: UInt64
  ) {
    var fanIn = 1
    var fanOut = 1
    for (index, tensor) in layout.tensors.enumerated() {
      if tensor.role == .weight {
        fanOut = tensor.shape.first ?? 1
        fanIn = tensor.shape.dropFirst().reduce(1, *)
      }
      let values = UnsafeMutableBufferPointer(
        start: parameters + tensor.range.lowerBound, count: tensor.range.count)
      let stream = RandomStream(
        seed: seed, purpose: .initialParameters, index: UInt32(truncatingIfNeeded: index))
      switch distribution(of: tensor.role, fanIn: fanIn, fanOut: fanOut) {
      case .zero: values.update(repeating: 0)
      case .uniform(let bound): stream.fillUniform(values, bound: Float(bound))
      case .normal(let deviation): stream.fillNormal(values, deviation: Float(deviation))
      }
    }
  }

  private enum Distribution {
    case zero
    case uniform(bound: Double)
    case normal(deviation: Double)
  }

  private func distribution(
    of role: ParameterLayout.Role, fanIn: Int, fanOut: Int
  ) -> Distribution {
    let inputs = Double(max(fanIn, 1))
    let both = Double(max(fanIn + fanOut, 1))
    switch (self, role) {
    case (.kaimingUniform, _): return .uniform(bound: 1 / inputs.squareRoot())
    case (.kaimingNormal, .weight): return .normal(deviation: (2 / inputs).squareRoot())
    case (.xavierUniform, .weight): return .uniform(bound: (6 / both).squareRoot())
    case (.xavierNormal, .weight): return .normal(deviation: (2 / both).squareRoot())
    case (.zeros, _), (_, .bias): return .zero
    }
  }
}

extension Initializer: LosslessStringConvertible {
  /// The name by which a job calls it, such as `kaiming-uniform`.
  public var description: String { rawValue }

  /// The initializer of that name; nil where there is none.
  public init?(_ description: String) { self.init(rawValue: description) }
}
