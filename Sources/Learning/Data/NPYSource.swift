/// Samples from two arrays that `numpy.save` has written: features, of which each row is a sample, and
/// labels.
enum NPYSource {
  /// Reads all samples. Rows of more than one dimension, as of images, are taken flat.
  /// Without labels the samples have none.
  static func read(
    features featureInput: (file: String, bytes: [UInt8]),
    labels labelInput: (file: String, bytes: [UInt8])?, for purpose: SamplePurpose, task: Task,
    memory: AvailableMemory
  ) throws(DataError) -> RawSamples {
    let features = try NPYArray(featureInput.bytes, file: featureInput.file)
    var labels: NPYArray?
    if let labelInput { labels = try NPYArray(labelInput.bytes, file: labelInput.file) }
    guard !features.shape.isEmpty, features.rowCount > 0 else {
      throw DataError(features.file, "the array has no samples")
    }
    guard features.isNumeric else {
      throw DataError(features.file, "the features are texts, not numbers")
    }
    guard features.rowLength > 0 else {
      throw DataError(features.file, "the samples have no features")
    }
    guard features.rowLength <= DataLimits.featureCountMaximum else {
      throw DataError(
        features.file,
        "the samples have \(features.rowLength) features, more than the "
          + "\(DataLimits.featureCountMaximum) allowed")
    }
    if let labels, labels.shape.isEmpty || features.rowCount != labels.rowCount {
      throw DataError(
        "\(features.file) has \(features.rowCount) samples but \(labels.file) has "
          + "\(labels.rowCount) labels")
    }
    let (count, _) = features.rowCount.multipliedReportingOverflow(by: features.rowLength)
    try checkMemory(
      memory, floats: count,
      "\(features.rowCount) samples of \(features.rowLength) features", file: features.file)
    let (values, isChanged) = try features.floats("feature")
    var samples = RawSamples(
      file: features.file, sampleCount: features.rowCount, columnCount: features.rowLength,
      features: .floats(values), labels: .none)
    let columns =
      purpose.preparation?.unroundedColumns
      ?? FloatPrecision.coarseColumns(values, isChanged: isChanged)
    try checkMemory(
      memory, floats: 2 * columns.count * features.rowCount,
      "the \(columns.count * features.rowCount) numbers that float32 holds coarsely",
      file: features.file)
    for column in columns where column < features.rowLength {
      samples.unrounded[column] = features.doubles(column: column)
    }
    if let labels {
      samples.labels = try self.labels(labels, task: task)
      if case .values(let rounded, let width) = samples.labels {
        let columns = (0..<width).map { labels.doubles(column: $0) }
        samples.unroundedTargets = changed(
          rounded, from: rounded.indices.map { columns[$0 % width][$0 / width] })
      }
    }
    return samples
  }

  private static func labels(
    _ array: NPYArray, task: Task
  ) throws(DataError) -> RawSamples.Labels {
    if task == .regression {
      guard array.isNumeric else {
        throw DataError(array.file, "the labels are texts, and regression learns numbers")
      }
      guard array.rowLength > 0 else { throw DataError(array.file, "the labels have no columns") }
      return .values(try array.floats("label").values, width: array.rowLength)
    }
    guard array.rowLength == 1 else {
      throw DataError(
        array.file,
        "there are \(array.rowLength) labels a sample, but only regression takes more than one")
    }
    var table = LabelTable()
    for row in 0..<array.rowCount {
      let text = try array.text(row: row)
      guard !text.isEmpty else {
        throw DataError(array.file, "the label of sample \(row) is empty")
      }
      table.append(text) { "sample \(row) of \(array.file)" }
    }
    return .classes(table)
  }
}
