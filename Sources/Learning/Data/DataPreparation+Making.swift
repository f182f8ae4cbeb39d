extension DataPreparation {
  /// The preparation of the model that learns from `training`.
  ///
  /// Means, medians, minima, maxima and deviations are those of all training samples; a column's
  /// missing fields are filled before it is scaled. Categories are not scaled.
  ///
  /// - Throws: where a column has no value that a category or a missing field could be taken from, or
  ///   the labels are no classes of `task`.
  init(
    _ training: RawSamples, scaling: DataSpecification.Scaling,
    missing: DataSpecification.Missing, task: Task
  ) throws(DataError) {
    let columns: [Column]
    switch training.features {
    case .bytes:
      // Bytes bring their own scale.
      columns = Array(repeating: .plain, count: training.columnCount)
    case .floats(let values):
      columns = try Self.columns(of: training, values, scaling, missing)
    }
    var classNames: [String]?
    if case .classes(let table) = training.labels {
      classNames = try ClassMapping(table, task: task, file: training.file).names
    }
    self.init(
      columns: columns, table: training.table, scaling: scaling, missing: missing,
      classNames: classNames, indexBase: training.indexBase)
  }

  private static func columns(
    of training: RawSamples, _ values: [Float], _ scaling: DataSpecification.Scaling,
    _ missing: DataSpecification.Missing
  ) throws(DataError) -> [Column] {
    let statistics = ColumnStatistics(values, columnCount: training.columnCount)
    let fills = statistics.fills(missing)
    let scalings = statistics.scalings(scaling, fills: fills)
    var columns: [Column] = []
    columns.reserveCapacity(training.columnCount)
    for index in 0..<training.columnCount {
      let name = training.columnNames?[index]
      let label = "feature column \(index + 1)\(name.map { " (\(quoted($0)))" } ?? "")"
      if let categories = training.categories[index] {
        guard !categories.isEmpty else {
          throw DataError(
            training.file, "\(label) has no value at all, so there are no categories")
        }
        columns.append(Column(name: name, .category(categories, mayBeMissing: missing != .refuse)))
        continue
      }
      if fills[index]?.isNaN == true {
        throw DataError(
          training.file,
          "\(label) has no value at all, so its missing fields have no \(missing.rawValue)")
      }
      if let exact = unrounded(training, index, scaling, missing) {
        columns.append(Column(name: name, exact.kind, unrounded: exact.unrounded))
        continue
      }
      let (offset, factor) = (scalings[index].offset, scalings[index].factor)
      columns.append(
        Column(name: name, .number(offset: offset, factor: factor, fill: fills[index])))
    }
    return columns
  }

  /// What becomes of a column whose numbers floats can't tell apart; nil where they can, or where it is
  /// not moved, so that floats could not do so afterwards either.
  private static func unrounded(
    _ training: RawSamples, _ index: Int, _ scaling: DataSpecification.Scaling,
    _ missing: DataSpecification.Missing
  ) -> (kind: Column.Kind, unrounded: Column.Unrounded)? {
    guard scaling == .standard || scaling == .minmax, let values = training.unrounded[index],
      FloatPrecision.firstMerged(values) != nil
    else { return nil }
    let statistics = ColumnStatistics(values, columnCount: 1)
    let fills = statistics.fills(missing)
    let scaled = statistics.scalings(scaling, fills: fills)[0]
    return (
      .number(offset: scaled.offset, factor: scaled.factor, fill: fills[0].map { Float($0) }),
      .init(fill: fills[0])
    )
  }
}
