/// How a gradient becomes a direction of descent.
///
/// g is the gradient (clipped and regularized as `UpdateConfiguration` says), η the rate of the
/// step, t the number of the update counted from 1; every operation is elementwise.
public enum OptimizerAlgorithm: Equatable, Sendable {
  /// θ ← θ − η g (Robbins and Monro 1951).
  case sgd
  /// v ← μ v + g;  θ ← θ − η v (Polyak 1964, in the form of `torch.optim.SGD`).
  case momentum(coefficient: Float)
  /// v ← μ v + g;  θ ← θ − η (g + μ v) (Nesterov 1983, in the form of Sutskever et al. 2013 and of
  /// `torch.optim.SGD(nesterov=True)`).
  case nesterov(coefficient: Float)
  /// m ← β₁ m + (1−β₁) g;  v ← β₂ v + (1−β₂) g²;  θ ← θ − η m̂ / (√v̂ + ε) with m̂ = m / (1−β₁ᵗ) and
  /// v̂ = v / (1−β₂ᵗ) (Kingma and Ba 2015, algorithm 1, as `torch.optim.Adam`).
  case adam(beta1: Float, beta2: Float, epsilon: Float)
  /// Adam whose weight decay bypasses the moments: θ ← θ − η w θ − η m̂ / (√v̂ + ε) for a decay w
  /// (Loshchilov and Hutter 2019, as `torch.optim.AdamW`).
  case adamW(beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float)

  /// The names of the state vectors that it keeps, each as long as θ.
  public var stateNames: [String] {
    switch self {
    case .sgd: []
    case .momentum, .nesterov: ["momentum"]
    case .adam, .adamW: ["adam.first_moment", "adam.second_moment"]
    }
  }
}
