/// What a file of data says, before labels became class indexes and before scaling.
struct RawSamples {
  /// What the samples' targets are made of.
  enum Labels {
    /// For classification.
    case classes(LabelTable)
    /// For regression: `width` values a sample.
    case values([Float], width: Int)
  }

  /// What errors call the data by.
  var file: String
  var sampleCount: Int
  var featureCount: Int
  var features: Dataset.Features
  var labels: Labels
  /// Where the file's indexes of features start; nil where there are none.
  var indexBase: Int?
  /// What is in the file and is not used, a sentence each.
  var notes: [String] = []
}

extension RawSamples.Labels {
  /// The labels that are texts or integers; nil for values.
  var classNames: [String]? {
    if case .classes(let table) = self { table.entries.map(\.name) } else { nil }
  }

  /// Labels that are bytes, below `count`; for regression they are the values themselves.
  init(bytes: some Collection<UInt8>, count: Int, task: Task) {
    if task == .regression {
      self = .values(bytes.map { Float($0) }, width: 1)
    } else {
      self = .classes(LabelTable(bytes: bytes, count: count))
    }
  }
}
