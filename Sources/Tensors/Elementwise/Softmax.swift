/// The softmax of one row of logits, softmax(f)_j = e^(f_j) / Σ_k e^(f_k).
public enum Softmax {
  /// Writes softmax(logits) to `probabilities`, which may be the same memory, and returns the
  /// normaliser log Σ_k e^(f_k).
  ///
  /// The greatest logit is taken off first, so that no finite logits overflow. The sum runs in
  /// `Double` along eight lanes in an order that depends on `count` alone. A NaN or +∞ among the
  /// logits makes the normaliser NaN. `count` is positive.
  public static func normalize(
    _ logits: UnsafePointer<Float>, into probabilities: UnsafeMutablePointer<Float>, count: Int
  ) -> Double {
    let greatest = Softmax.greatest(logits, count: count)
    for j in 0..<count { probabilities[j] = exponential(logits[j] - greatest) }
    let sum = Softmax.sum(probabilities, count: count)
    let inverse = Float(1 / sum)
    for j in 0..<count { probabilities[j] *= inverse }
    return Double(greatest) + naturalLogarithm(sum)
  }

  private static func greatest(_ values: UnsafePointer<Float>, count: Int) -> Float {
    var greatest = -Float.infinity
    for j in 0..<count { greatest = values[j] > greatest ? values[j] : greatest }
    return greatest
  }

  private static func sum(_ values: UnsafePointer<Float>, count: Int) -> Double {
    var lanes = LaneSum()
    let whole = count & ~7
    var j = 0
    while j < whole {
      lanes.add(loadEight(values + j))
      j &+= 8
    }
    var sum = lanes.total
    while j < count {
      sum += Double(values[j])
      j &+= 1
    }
    return sum
  }
}
