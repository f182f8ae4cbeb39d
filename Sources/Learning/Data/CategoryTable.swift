/// The values of a column of categories.
struct CategoryTable {
  /// The values, in the order in which they were added. Of integers the shortest form ("3" also where
  /// the file has "3.0").
  private(set) var values: [String] = []
  private var indexes: [String: Int] = [:]

  /// A table without values.
  init() {}

  /// A table of these values, each another.
  init(_ values: [String]) {
    self.values = values
    for (index, value) in values.enumerated() { indexes[value] = index }
  }

  /// The index of a field's value.
  ///
  /// - Parameter adding: whether a new value is added.
  /// - Returns: nil for a value that is not there, or that there is no more room for.
  mutating func index(of text: String, adding: Bool) -> Int? {
    if let index = indexes[text] { return index }
    let value = LabelTable.name(of: text)
    if let index = indexes[value] {
      indexes[text] = index
      return index
    }
    guard adding, values.count < DataLimits.categoriesMaximum else { return nil }
    values.append(value)
    indexes[value] = values.count - 1
    indexes[text] = values.count - 1
    return values.count - 1
  }

  /// The values in the order that a model has them in (integers ascending, or else texts in the
  /// order of their UTF-8 bytes), and for each of `values` its place in it.
  func sorted() -> (values: [String], order: [Int]) {
    let integers = values.compactMap { Int64($0) }
    let areIntegers = integers.count == values.count
    let places = values.indices.sorted { first, second in
      areIntegers
        ? integers[first] < integers[second]
        : values[first].utf8.lexicographicallyPrecedes(values[second].utf8)
    }
    var order = [Int](repeating: 0, count: values.count)
    for (rank, place) in places.enumerated() { order[place] = rank }
    return (places.map { values[$0] }, order)
  }
}
