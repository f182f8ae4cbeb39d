/// Which samples of a data set make the rows of a batch.
enum SampleSelection {
  /// Row i is sample `indexes[i]`.
  case indexes(UnsafeBufferPointer<Int>)
  /// Row i is sample `range.lowerBound + i`.
  case range(Range<Int>)

  /// How many rows there are.
  var count: Int {
    switch self {
    case .indexes(let indexes): indexes.count
    case .range(let range): range.count
    }
  }

  /// The sample that makes a row.
  subscript(row: Int) -> Int {
    switch self {
    case .indexes(let indexes): indexes[row]
    case .range(let range): range.lowerBound + row
    }
  }

  /// Writes the samples' features to `rows`, row-major.
  func gather(from data: Dataset, into rows: UnsafeMutablePointer<Float>) {
    switch self {
    case .indexes(let indexes): data.gather(indexes, into: rows)
    case .range(let range): data.gather(range, into: rows)
    }
  }
}
