extension RawSamples {
  /// The samples as a model takes them.
  ///
  /// - Parameters:
  ///   - preparation: the model's; its columns are those of these samples, one for one.
  ///   - scaling: what its numbers are scaled by instead, where that was asked for.
  ///   - memory: how much there is for the features.
  /// - Throws: for a label that is none of the model's classes, and where scaling gives no number.
  func prepared(
    by preparation: DataPreparation, scaling: DataSpecification.Scaling? = nil,
    memory: AvailableMemory = { .max }
  ) throws(DataError) -> PreparedSamples {
    guard columnCount == preparation.columns.count else {
      throw DataError(
        file,
        thereAre(columnCount, "feature") + " but the model takes "
          + "\(preparation.columns.count)")
    }
    let targets = try targets(preparation.classNames)
    let raw = Dataset(
      sampleCount: sampleCount, featureCount: columnCount, features: features, targets: targets)
    var hash = XXH64()
    raw.hash(into: &hash)
    if case .floats = features { preparation.hash(into: &hash) }
    for index in preparation.columns.indices where preparation.columns[index].unrounded != nil {
      unrounded[index]?.withUnsafeBytes { hash.update($0) }
    }
    return PreparedSamples(
      dataset: Dataset(
        sampleCount: sampleCount, featureCount: preparation.featureCount,
        features: try features(prepared: preparation, scaling, memory), targets: targets,
        unroundedTargets: unroundedTargets),
      fingerprint: hash.finish(), notes: notes)
  }

  private func targets(_ classNames: [String]?) throws(DataError) -> Dataset.Targets {
    switch labels {
    case .values(let values, let width): return .values(values, width: width)
    case .classes(let table):
      let mapping = ClassMapping(names: classNames ?? [])
      return .classes(
        try mapping.classes(of: table, file: file), count: mapping.names.count)
    case .none:
      // Nobody looks at them; there is one a sample, as of any data.
      guard let classNames else {
        return .values([Float](repeating: 0, count: sampleCount), width: 1)
      }
      return .classes([UInt16](repeating: 0, count: sampleCount), count: classNames.count)
    }
  }

  private func features(
    prepared preparation: DataPreparation, _ scaling: DataSpecification.Scaling?,
    _ memory: AvailableMemory
  ) throws(DataError) -> Dataset.Features {
    let values: [Float]
    switch features {
    case .bytes(let bytes, let scale):
      if preparation.isPlain { return features }
      values = bytes.map { Float($0) * scale }
    case .floats(let floats):
      values = floats
    }
    let columns = preparation.columns.map { $0.scaled(by: scaling) }
    // NaN can only stand in a column that is filled.
    if columns.allSatisfy({ $0.kind == .number(offset: 0, factor: 1, fill: nil) }) {
      return .floats(values)
    }
    let featureCount = preparation.featureCount
    guard featureCount <= DataLimits.featureCountMaximum else {
      throw DataError(
        file,
        "its columns become \(featureCount) features, more than the "
          + "\(DataLimits.featureCountMaximum) allowed")
    }
    let (count, overflow) = sampleCount.multipliedReportingOverflow(by: featureCount)
    guard !overflow, count <= DataLimits.valueCountMaximum else {
      throw DataError(
        file,
        "\(sampleCount) samples of \(featureCount) features are more values than the "
          + "\(DataLimits.valueCountMaximum) allowed")
    }
    try checkMemory(
      memory, floats: count, "\(sampleCount) samples of \(featureCount) features", file: file)
    var areFinite = true
    let prepared = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      buffer.initialize(repeating: 0)
      var place = 0
      for row in stride(from: 0, to: values.count, by: columns.count) {
        for (index, column) in columns.enumerated() {
          let value = values[row + index]
          switch column.kind {
          case .number(let offset, let factor, let fill):
            let filled = value.isNaN ? fill ?? value : value
            let scaled = Float((Double(filled) - offset) * factor)
            areFinite = areFinite && scaled.isFinite
            buffer[place] = scaled
            place += 1
          case .category(let categories, _):
            if !value.isNaN { buffer[place + Int(value)] = 1 }
            place += categories.count
          }
        }
      }
      initialized = count
      place = 0
      for (index, column) in columns.enumerated() {
        if let exact = column.unrounded, let numbers = unrounded[index],
          case .number(let offset, let factor, _) = column.kind
        {
          for (row, number) in numbers.enumerated() {
            let filled = number.isNaN ? exact.fill ?? number : number
            buffer[row * featureCount + place] = Float((filled - offset) * factor)
          }
        }
        place += column.width
      }
    }
    guard areFinite else { throw DataError(file, "scaling makes a feature infinite") }
    return .floats(prepared)
  }
}

/// Samples as a model takes them.
struct PreparedSamples {
  /// The samples.
  let dataset: Dataset
  /// Tells whether two such samples are of the same data in the same preparation: see
  /// `Dataset.fingerprint`; where the data are a table, it is over the columns as they stand in it
  /// and over the preparation.
  let fingerprint: UInt64
  /// What there is to know of the files, a sentence each.
  let notes: [String]
}

extension DataPreparation.Column {
  /// The column under another scaling, where one is asked for.
  fileprivate func scaled(by scaling: DataSpecification.Scaling?) -> DataPreparation.Column {
    guard let scaling, case .number(_, _, let fill) = kind else { return self }
    switch scaling {
    case .factor(let factor):
      return .init(name: name, .number(offset: 0, factor: Double(factor), fill: fill))
    case .unscaled: return .init(name: name, .number(offset: 0, factor: 1, fill: fill))
    // They have the model's own figures.
    case .standard, .minmax: return self
    }
  }
}

extension DataPreparation {
  /// Goes on with all that the features and classes depend on.
  fileprivate func hash(into hash: inout XXH64) {
    for column in columns {
      hash.update(column.name ?? "")
      switch column.kind {
      case .number(let offset, let factor, let fill):
        hash.update(0)
        hash.update(offset.bitPattern)
        hash.update(factor.bitPattern)
        hash.update(UInt64((fill ?? .nan).bitPattern))
        if let exact = column.unrounded { hash.update((exact.fill ?? .nan).bitPattern) }
      case .category(let values, let mayBeMissing):
        hash.update(mayBeMissing ? 2 : 1)
        hash.update(UInt64(values.count))
        for value in values { hash.update(value) }
      }
    }
    for name in classNames ?? [] { hash.update(name) }
  }
}

extension XXH64 {
  /// Goes on with a text, after its length.
  fileprivate mutating func update(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      update(UInt64(bytes.count))
      update(UnsafeRawBufferPointer(bytes))
    }
  }
}
