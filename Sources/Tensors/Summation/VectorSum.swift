/// The sum of two vectors.
public enum VectorSum {
  /// target[i] ← target[i] + source[i] for the first `count` floats.
  public static func add(
    _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count {
      target[index] += source[index]
    }
  }
}
