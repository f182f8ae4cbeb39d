import Tensors

/// One fully connected layer, y = g(W x + b), at work: where its parameters lie in θ, and room for
/// its results for up to a given number of samples.
struct Layer {
  let inputCount: Int
  let outputCount: Int
  let activation: Activation
  /// Where W [out, in] starts in θ.
  let weightOffset: Int
  /// Where b [out] starts in θ; nil without a bias.
  let biasOffset: Int?
  /// y [samples, out].
  let values: AlignedBuffer
  /// g′(W x + b) [samples, out], for activations whose derivative their value does not tell.
  let derivatives: AlignedBuffer?

  init(
    inputCount: Int, outputCount: Int, activation: Activation, weightOffset: Int, biasOffset: Int?,
    capacity: Int
  ) {
    self.inputCount = inputCount
    self.outputCount = outputCount
    self.activation = activation
    self.weightOffset = weightOffset
    self.biasOffset = biasOffset
    values = AlignedBuffer(count: capacity * outputCount)
    derivatives = activation == .gelu ? AlignedBuffer(count: capacity * outputCount) : nil
  }

  /// Y[rows, out] = g(X[rows, in] · Wᵀ + b), with the bias and g in one pass.
  func forward(
    _ inputs: UnsafePointer<Float>, rows: Int, at parameters: UnsafePointer<Float>,
    keepingDerivatives: Bool
  ) {
    let y = values.pointer
    MatrixProduct.timesTransposed(
      inputs, parameters + weightOffset, into: y, m: rows, n: outputCount, k: inputCount)
    var bias: UnsafePointer<Float>?
    if let biasOffset { bias = parameters + biasOffset }
    let columns = outputCount
    switch activation {
    case .relu: ReLU.forward(y, bias: bias, rows: rows, columns: columns)
    case .sigmoid: Sigmoid.forward(y, bias: bias, rows: rows, columns: columns)
    case .tanh: HyperbolicTangent.forward(y, bias: bias, rows: rows, columns: columns)
    case .gelu:
      if keepingDerivatives, let derivatives {
        GELU.forward(
          y, derivatives: derivatives.pointer, bias: bias, rows: rows, columns: columns)
      } else {
        GELU.forward(y, bias: bias, rows: rows, columns: columns)
      }
    case .identity:
      if bias != nil { Identity.forward(y, bias: bias, rows: rows, columns: columns) }
    }
  }

  /// From D = ∂L/∂Y [rows, out], which becomes ∂L/∂(X Wᵀ + b) = D ⊙ g′ in place, writes
  /// ∂L/∂W = Dᵀ · X and ∂L/∂b = Σ_rows D straight to their places in `gradient`, laid out as θ;
  /// and, where there is a layer below to go on with, ∂L/∂X = D · W to `inputGradients`.
  func backward(
    _ outputGradients: UnsafeMutablePointer<Float>, inputs: UnsafePointer<Float>, rows: Int,
    at parameters: UnsafePointer<Float>, into gradient: UnsafeMutablePointer<Float>,
    inputGradients: UnsafeMutablePointer<Float>?
  ) {
    passActivation(outputGradients, rows: rows, into: gradient)
    MatrixProduct.transposedTimes(
      outputGradients, inputs, into: gradient + weightOffset,
      m: outputCount, n: inputCount, k: rows)
    if let inputGradients {
      MatrixProduct.times(
        outputGradients, parameters + weightOffset, into: inputGradients,
        m: rows, n: inputCount, k: outputCount)
    }
  }

  private func passActivation(
    _ d: UnsafeMutablePointer<Float>, rows: Int, into gradient: UnsafeMutablePointer<Float>
  ) {
    let y = values.pointer
    var bias: UnsafeMutablePointer<Float>?
    if let biasOffset { bias = gradient + biasOffset }
    let columns = outputCount
    switch activation {
    case .relu: ReLU.backward(d, values: y, biasGradient: bias, rows: rows, columns: columns)
    case .sigmoid: Sigmoid.backward(d, values: y, biasGradient: bias, rows: rows, columns: columns)
    case .tanh:
      HyperbolicTangent.backward(d, values: y, biasGradient: bias, rows: rows, columns: columns)
    case .gelu:
      guard let derivatives else { return }
      GELU.backward(
        d, derivatives: derivatives.pointer, biasGradient: bias, rows: rows, columns: columns)
    case .identity:
      if bias != nil {
        Identity.backward(d, values: y, biasGradient: bias, rows: rows, columns: columns)
      }
    }
  }
}
