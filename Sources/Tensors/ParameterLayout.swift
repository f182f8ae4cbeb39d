/// How θ, one flat vector, is divided into named tensors: contiguous from 0, in order, no holes.
public struct ParameterLayout: Equatable, Sendable {
  /// What a tensor is for; regularizers may leave biases alone.
  public enum Role: Equatable, Sendable {
    /// A matrix [outputs, inputs], row-major.
    case weight
    /// A vector [outputs].
    case bias
  }

  /// One named tensor of θ.
  public struct Tensor: Equatable, Sendable {
    /// The name that PyTorch's `nn.Sequential` gives it, such as `0.weight`.
    public let name: String
    /// The sizes of its dimensions, row-major.
    public let shape: [Int]
    /// Weight or bias.
    public let role: Role
    /// Where it lies in θ.
    public let range: Range<Int>
  }

  /// The tensors in the order in which they lie in θ.
  public private(set) var tensors: [Tensor] = []

  /// How many parameters θ has.
  public var count: Int { tensors.last?.range.upperBound ?? 0 }

  /// A layout without tensors.
  public init() {}

  /// Adds a tensor after the last one.
  public mutating func append(_ name: String, shape: [Int], role: Role) {
    let start = count
    let size = shape.reduce(1, *)
    tensors.append(Tensor(name: name, shape: shape, role: role, range: start..<start + size))
  }
}
