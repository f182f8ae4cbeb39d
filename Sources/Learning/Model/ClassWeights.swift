extension Dataset {
  /// w_k = n / (K · n_k) for each class, n being the number of samples, n_k of those of class k and K
  /// of the classes that occur (scikit-learn's `class_weight="balanced"`, after King and Zeng 2001):
  /// with them every class weighs as much as the others, and the weights of all samples sum to n. A
  /// class without samples has 1, which nothing asks for. Nil where targets are no classes.
  public var balancedClassWeights: [Float]? {
    guard case .classes(let labels, let count) = targets else { return nil }
    // Binary targets may be counted as one output.
    var sizes = Array(repeating: 0, count: max(count, 2))
    for label in labels { sizes[Int(label)] += 1 }
    let occurring = sizes.count { $0 > 0 }
    return sizes.map { $0 == 0 ? 1 : Float(Double(labels.count) / Double(occurring * $0)) }
  }
}
