/// What a file of data says, before labels became class indexes and columns features.
struct RawSamples {
  /// What the samples' targets are made of.
  enum Labels {
    /// For classification.
    case classes(LabelTable)
    /// For regression: `width` values a sample.
    case values([Float], width: Int)
    /// Not looked at.
    case none
  }

  /// What errors call the data by.
  var file: String
  var sampleCount: Int
  /// How many columns a sample has.
  var columnCount: Int
  /// The columns of all samples, row-major: numbers as they stand; of a column of categories, the
  /// index of the field's value; NaN for what is missing.
  var features: Dataset.Features
  var labels: Labels
  /// The values of `labels` before they were rounded to floats; nil where that changed none of them.
  var unroundedTargets: [Double]?
  /// By column, the numbers as they stand, for columns that floats hold coarsely: in training data, all
  /// such; else those that the model scales before it rounds. NaN for what is missing.
  var unrounded: [Int: [Double]] = [:]
  /// The names of the columns; nil where they have none.
  var columnNames: [String]?
  /// The values of those columns that are categories, by column.
  var categories: [Int: [String]] = [:]
  /// Where the columns stood; nil for what is no table.
  var table: DataPreparation.Table?
  /// Where the file's indexes of features start; nil where there are none.
  var indexBase: Int?
  /// What there is to know of the file, a sentence each.
  var notes: [String] = []
}

extension RawSamples.Labels {
  /// Labels that are bytes, below `count`; for regression they are the values themselves.
  init(bytes: some Collection<UInt8>, count: Int, task: Task) {
    if task == .regression {
      self = .values(bytes.map { Float($0) }, width: 1)
    } else {
      self = .classes(LabelTable(bytes: bytes, count: count))
    }
  }
}

/// Numbers as they stand, where rounding them to floats has changed one; else nil.
func changed(_ rounded: [Float], from numbers: [Double]) -> [Double]? {
  zip(rounded, numbers).contains { Double($0) != $1 } ? numbers : nil
}
