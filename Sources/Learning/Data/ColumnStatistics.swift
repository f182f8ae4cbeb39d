/// What a column is moved by and multiplied with: (x − offset) · factor.
struct ColumnScaling {
  var offset: Double
  var factor: Double
}

/// Figures of the columns of some rows, computed in the rows' order and in double precision. A NaN
/// stands for a missing field.
struct ColumnStatistics<Value: BinaryFloatingPoint> {
  private let values: [Value]
  private let columnCount: Int

  /// Figures of `values`, rows of `columnCount` each.
  init(_ values: [Value], columnCount: Int) {
    self.values = values
    self.columnCount = columnCount
  }

  /// For each column the mean, or the median, of the fields that are there; NaN where none is.
  func fills(_ missing: DataSpecification.Missing) -> [Value?] {
    switch missing {
    case .refuse: return Array(repeating: nil, count: columnCount)
    case .zero: return Array(repeating: 0, count: columnCount)
    case .mean:
      var sums = [Double](repeating: 0, count: columnCount)
      var counts = [Double](repeating: 0, count: columnCount)
      forEach { column, value in
        guard !value.isNaN else { return }
        sums[column] += Double(value)
        counts[column] += 1
      }
      return zip(sums, counts).map { Value($0 / $1) }
    case .median: return (0..<columnCount).map(median)
    }
  }

  /// The value in the middle; of an even number, the mean of the two in the middle.
  private func median(_ column: Int) -> Value {
    var present: [Value] = []
    for index in stride(from: column, to: values.count, by: columnCount)
    where !values[index].isNaN {
      present.append(values[index])
    }
    guard !present.isEmpty else { return .nan }
    present.sort()
    let middle = present.count / 2
    return present.count % 2 == 1
      ? present[middle] : Value((Double(present[middle - 1]) + Double(present[middle])) / 2)
  }

  /// For each column what it is moved by and multiplied with, missing fields being as `fills` says.
  /// A constant column becomes 0.
  func scalings(_ scaling: DataSpecification.Scaling, fills: [Value?]) -> [ColumnScaling] {
    switch scaling {
    case .unscaled: return Array(repeating: ColumnScaling(offset: 0, factor: 1), count: columnCount)
    case .factor(let factor):
      return Array(repeating: ColumnScaling(offset: 0, factor: Double(factor)), count: columnCount)
    case .standard: return standardizing(fills)
    case .minmax: return spanning(fills)
    }
  }

  /// Mean 0 and standard deviation 1 (of the population, so divided by n).
  private func standardizing(_ fills: [Value?]) -> [ColumnScaling] {
    let count = Double(values.count / columnCount)
    var means = [Double](repeating: 0, count: columnCount)
    forEach(filledBy: fills) { column, value in means[column] += Double(value) }
    for column in 0..<columnCount { means[column] /= count }
    var squares = [Double](repeating: 0, count: columnCount)
    forEach(filledBy: fills) { column, value in
      let distance = Double(value) - means[column]
      squares[column] += distance * distance
    }
    return zip(means, squares).map { mean, square in
      ColumnScaling(offset: mean, factor: square > 0 ? 1 / (square / count).squareRoot() : 0)
    }
  }

  /// Minimum 0 and maximum 1.
  private func spanning(_ fills: [Value?]) -> [ColumnScaling] {
    var minima = [Value](repeating: .infinity, count: columnCount)
    var maxima = [Value](repeating: -.infinity, count: columnCount)
    forEach(filledBy: fills) { column, value in
      minima[column] = min(minima[column], value)
      maxima[column] = max(maxima[column], value)
    }
    return zip(minima, maxima).map { minimum, maximum in
      ColumnScaling(
        offset: Double(minimum),
        factor: maximum > minimum ? 1 / (Double(maximum) - Double(minimum)) : 0)
    }
  }

  private func forEach(filledBy fills: [Value?], _ body: (_ column: Int, _ value: Value) -> Void) {
    forEach { column, value in body(column, value.isNaN ? fills[column] ?? value : value) }
  }

  private func forEach(_ body: (_ column: Int, _ value: Value) -> Void) {
    for row in stride(from: 0, to: values.count, by: columnCount) {
      for column in 0..<columnCount { body(column, values[row + column]) }
    }
  }
}
