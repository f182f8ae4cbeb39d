import Tensors

/// The penalty λΩ(θ) of the objective, with its coefficients.
public enum Regularizer: Equatable, Sendable {
  /// No penalty.
  case none
  /// λ ½‖w‖², whose gradient is λ w.
  case l2(Float)
  /// λ ‖w‖₁, whose gradient is taken as λ sign(w), and as 0 where w = 0.
  case l1(Float)
  /// λ₁ ‖w‖₁ + λ₂ ½‖w‖² (Zou and Hastie 2005, with the ½ of ridge regression).
  case elastic(l1: Float, l2: Float)

  /// λ of the L1 part; 0 where there is none.
  public var l1Coefficient: Float {
    switch self {
    case .none, .l2: 0
    case .l1(let lambda): lambda
    case .elastic(let lambda, _): lambda
    }
  }

  /// λ of the L2 part; 0 where there is none.
  public var l2Coefficient: Float {
    switch self {
    case .none, .l1: 0
    case .l2(let lambda): lambda
    case .elastic(_, let lambda): lambda
    }
  }

  /// λΩ over the tensors of θ to which it applies: weights, and biases if `includingBiases`.
  public func value(
    of parameters: UnsafePointer<Float>, layout: ParameterLayout, includingBiases: Bool
  ) -> Double {
    var absolutes = 0.0
    var squares = 0.0
    for tensor in layout.tensors where tensor.role == .weight || includingBiases {
      for index in tensor.range {
        let weight = Double(parameters[index])
        absolutes += weight.magnitude
        squares += weight * weight
      }
    }
    return Double(l1Coefficient) * absolutes + Double(l2Coefficient) * 0.5 * squares
  }
}

/// The text was not that of a regularizer; `description` says why in one sentence.
public struct RegularizerError: Error, Equatable, CustomStringConvertible {
  /// One sentence for the user.
  public let description: String
}

extension Regularizer: CustomStringConvertible {
  /// The text that `init(_:)` reads: `none`, `l2:0.01`, `l1:0.01` or `elastic:0.001,0.01`.
  public var description: String {
    switch self {
    case .none: "none"
    case .l2(let lambda): "l2:\(lambda)"
    case .l1(let lambda): "l1:\(lambda)"
    case .elastic(let lambda1, let lambda2): "elastic:\(lambda1),\(lambda2)"
    }
  }

  /// Reads `none`, `l2:λ`, `l1:λ` or `elastic:λ1,λ2`; each λ a finite number that is not negative.
  public init(_ text: String) throws(RegularizerError) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let coefficients = try Self.coefficients(parts.count == 2 ? parts[1] : nil, of: text)
    switch (parts.first ?? "", coefficients.count) {
    case ("none", 0): self = .none
    case ("l2", 1): self = .l2(coefficients[0])
    case ("l1", 1): self = .l1(coefficients[0])
    case ("elastic", 2): self = .elastic(l1: coefficients[0], l2: coefficients[1])
    default:
      throw RegularizerError(
        description: "a regularizer is none, l2:λ, l1:λ or elastic:λ1,λ2, not '\(text)'")
    }
  }

  private static func coefficients(
    _ list: Substring?, of text: String
  ) throws(RegularizerError) -> [Float] {
    guard let list else { return [] }
    var coefficients: [Float] = []
    for item in list.split(separator: ",", omittingEmptySubsequences: false) {
      guard let value = Float(item), value.isFinite, value >= 0 else {
        throw RegularizerError(
          description: "'\(item)' in the regularizer '\(text)' is not a finite number from 0 up")
      }
      coefficients.append(value)
    }
    return coefficients
  }
}
