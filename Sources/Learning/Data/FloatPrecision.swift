/// What float32 keeps of a column's numbers: 24 bits. Far from 0 that may be less than tells them apart.
enum FloatPrecision {
  /// The step between floats, in deviations of a column, below which rounding to them is no loss: it
  /// adds less than a millionth of what a column varies by.
  private static let coarseStep = 4e-6

  /// Those columns, of those that rounding changed, whose numbers are far from 0 for what they vary by.
  ///
  /// - Parameters:
  ///   - values: rows of numbers, rounded; NaN for what is missing.
  ///   - isChanged: for each column, whether rounding changed a number.
  static func coarseColumns(_ values: [Float], isChanged: [Bool]) -> [Int] {
    let changed = isChanged.indices.filter { isChanged[$0] }
    guard !changed.isEmpty else { return [] }
    var counts = [Double](repeating: 0, count: changed.count)
    var (means, squares, largest) = (counts, counts, [Float](repeating: 0, count: changed.count))
    func forEach(_ body: (_ place: Int, _ value: Float) -> Void) {
      for row in stride(from: 0, to: values.count, by: isChanged.count) {
        for (place, column) in changed.enumerated() where !values[row + column].isNaN {
          body(place, values[row + column])
        }
      }
    }
    forEach { place, value in
      counts[place] += 1
      means[place] += Double(value)
      largest[place] = max(largest[place], value.magnitude)
    }
    for place in changed.indices { means[place] /= counts[place] }
    forEach { place, value in
      let distance = Double(value) - means[place]
      squares[place] += distance * distance
    }
    return changed.indices.filter { place in
      let deviation = (squares[place] / counts[place]).squareRoot()
      return Double(largest[place].ulp) > coarseStep * deviation
    }.map { changed[$0] }
  }

  /// The least two numbers that differ and are one float; nil where there are none.
  static func firstMerged(_ values: [Double]) -> (Double, Double)? {
    let sorted = values.filter { !$0.isNaN }.sorted()
    for (first, second) in zip(sorted, sorted.dropFirst())
    where first != second && Float(first) == Float(second) {
      return (first, second)
    }
    return nil
  }
}

extension RawSamples {
  /// What floats can't tell apart of what is learned from: a sentence for the features, and one for the
  /// targets.
  ///
  /// - Parameter preparation: the model's, which may tell columns apart before they are rounded.
  func precisionNotes(_ preparation: DataPreparation) -> [String] {
    var merged: [(column: String, pair: (Double, Double))] = []
    for (index, values) in unrounded.sorted(by: { $0.key < $1.key })
    where preparation.columns[index].unrounded == nil {
      guard let pair = FloatPrecision.firstMerged(values) else { continue }
      merged.append((Self.column("feature", index, of: columnCount, columnNames), pair))
    }
    return [
      note(merged, "scale=standard moves them to 0 before they are rounded"),
      note(mergedTargets, "subtract what they have in common, such as their mean"),
    ].compactMap { $0 }
  }

  private var mergedTargets: [(column: String, pair: (Double, Double))] {
    guard let unroundedTargets, case .values(let rounded, let width) = labels else { return [] }
    let isChanged = (0..<width).map { column in
      stride(from: column, to: rounded.count, by: width)
        .contains { Double(rounded[$0]) != unroundedTargets[$0] }
    }
    return FloatPrecision.coarseColumns(rounded, isChanged: isChanged).compactMap { column in
      let values = stride(from: column, to: rounded.count, by: width).map { unroundedTargets[$0] }
      return FloatPrecision.firstMerged(values).map {
        (Self.column("target", column, of: width, table?.targetNames), $0)
      }
    }
  }

  private func note(
    _ merged: [(column: String, pair: (Double, Double))], _ advice: String
  ) -> String? {
    guard let first = merged.first else { return nil }
    let others = merged.count > 1 ? " and \(counted(merged.count - 1, "other"))" : ""
    return
      "\(file): float32, by which a model learns, can't tell all values of \(first.column)\(others) "
      + "apart (\(Self.text(first.pair.0)) and \(Self.text(first.pair.1)) are one): \(advice)"
  }

  private static func column(
    _ what: String, _ index: Int, of count: Int, _ names: [String]?
  ) -> String {
    if let names { return "the \(what) \(quoted(names[index]))" }
    return count == 1 ? "the \(what)" : "\(what) column \(index + 1)"
  }

  private static func text(_ value: Double) -> String {
    Int64(exactly: value).map { "\($0)" } ?? "\(value)"
  }
}
