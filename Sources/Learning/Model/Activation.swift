/// An elementwise nonlinearity between layers.
public enum Activation: String, CaseIterable, Sendable {
  case relu, sigmoid, tanh, gelu, identity
}
