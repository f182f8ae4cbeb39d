/// The values of a column of categories. They are compared by their bytes; where all of the training
/// data's are numbers, as numbers.
struct CategoryTable {
  /// The values: those of the file in the order in which they first stand there, or the model's.
  private(set) var values: [String] = []
  private var indexes: [ByteText: Int] = [:]
  /// Where each of the model's values is, if all are numbers; nil if they are texts.
  private var numbers: [WrittenNumber: Int]?

  /// A table without values.
  init() {}

  /// The table of a model's values, each another.
  init(_ values: [String]) {
    self.values = values
    for (index, value) in values.enumerated() { indexes[value.asBytes] = index }
    let numbers = values.compactMap { WrittenNumber($0) }
    guard numbers.count == values.count else { return }
    self.numbers = Dictionary(
      zip(numbers, values.indices), uniquingKeysWith: { first, _ in first })
  }

  /// The index of a field's value.
  ///
  /// - Parameter adding: whether a new value is added.
  /// - Returns: nil for a value that is not there, or that there is no more room for.
  mutating func index(of text: String, adding: Bool) -> Int? {
    if let index = indexes[text.asBytes] { return index }
    if let index = WrittenNumber(text).flatMap({ numbers?[$0] }) { return index }
    guard adding, values.count < DataLimits.categoriesMaximum else { return nil }
    values.append(text)
    indexes[text.asBytes] = values.count - 1
    return values.count - 1
  }

  /// The categories that a model has (integers ascending, or else texts in the order of their UTF-8
  /// bytes), and for each of `values` its place among them. Where all are numbers, those that are equal
  /// are one category: called by its shortest form if it is an integer, else by its shortest text.
  func categories() -> (names: [String], places: [Int]) {
    let numbers = values.map { WrittenNumber($0) }
    var names: [String] = []
    var places = Array(values.indices)
    if numbers.contains(nil) {
      names = values
    } else {
      var known: [WrittenNumber?: Int] = [:]
      for (index, number) in numbers.enumerated() {
        let name = number?.integer.map { "\($0)" } ?? values[index]
        if let place = known[number] {
          places[index] = place
          if Self.isShorter(name, than: names[place]) { names[place] = name }
        } else {
          known[number] = names.count
          places[index] = names.count
          names.append(name)
        }
      }
    }
    let integers = names.compactMap { Int64($0) }
    let areIntegers = integers.count == names.count && !numbers.contains(nil)
    let sorted = names.indices.sorted { first, second in
      areIntegers
        ? integers[first] < integers[second]
        : names[first].utf8.lexicographicallyPrecedes(names[second].utf8)
    }
    var ranks = [Int](repeating: 0, count: names.count)
    for (rank, place) in sorted.enumerated() { ranks[place] = rank }
    return (sorted.map { names[$0] }, places.map { ranks[$0] })
  }

  /// Whether a text has fewer bytes or, of as many, smaller ones: so the order of rows does not matter.
  private static func isShorter(_ text: String, than other: String) -> Bool {
    let (count, others) = (text.utf8.count, other.utf8.count)
    return count == others
      ? text.utf8.lexicographicallyPrecedes(other.utf8) : count < others
  }
}
