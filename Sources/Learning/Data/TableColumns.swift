/// Which columns of a table hold what, as indexes from 0.
struct TableColumns: Equatable {
  /// The columns of features, in the model's order.
  var features: [Int]
  /// The columns of targets; none where they are not looked for.
  var labels: [Int]
  /// Those places in `features` that hold categories.
  var categorical: Set<Int> = []
}

/// A table's columns as its first line shows them, from which a model's are chosen.
struct TableHeading {
  /// What errors call the table by.
  let file: String
  /// The line from which this is known.
  let line: Int
  /// How many columns there are.
  let columnCount: Int
  /// What the header calls them; nil where there is none.
  let names: [String]?
  /// Where each name stands, and where it stands a second time.
  private let places: [ByteText: (first: Int, second: Int?)]

  init(file: String, line: Int, columnCount: Int, names: [String]?) {
    self.file = file
    self.line = line
    self.columnCount = columnCount
    self.names = names
    var places: [ByteText: (first: Int, second: Int?)] = [:]
    for (index, name) in (names ?? []).asBytes.enumerated() {
      if let place = places[name] {
        places[name] = (place.first, place.second ?? index)
      } else {
        places[name] = (index, nil)
      }
    }
    self.places = places
  }

  // MARK: Training data

  /// The columns that a model is to learn from.
  ///
  /// - Throws: for columns that are not there, given twice or as two things, and none left.
  func trainingColumns(
    _ options: DataSpecification.CSVOptions, task: Task
  ) throws(DataError) -> TableColumns {
    let labels =
      if let asked = options.label { try labels(asked) } else { [try place(-1)] }
    guard task == .regression || labels.count == 1 else {
      throw DataError(
        file, "\(labels.count) label columns are given, but only regression takes more than one")
    }
    let features = try features(options.features, besides: labels)
    if let names {
      // By them the columns are found in every other table.
      for column in features + labels { _ = try unique(names[column]) }
    }
    var categorical: Set<Int> = []
    for index in try expanded(options.categorical ?? []) {
      guard let place = features.firstIndex(of: index) else {
        throw DataError(
          file,
          "categorical= names the column \(quoted(described(index))), which is none of the features"
        )
      }
      categorical.insert(place)
    }
    return TableColumns(features: features, labels: labels, categorical: categorical)
  }

  private func labels(_ columns: [DataSpecification.Column]) throws(DataError) -> [Int] {
    var labels: [Int] = []
    for column in columns {
      let index = try index(of: column)
      guard !labels.contains(index) else {
        throw DataError(file, "the label column \(index) is given twice")
      }
      labels.append(index)
    }
    return labels
  }

  /// The columns that were asked for, or all but the labels.
  private func features(
    _ ranges: [DataSpecification.ColumnRange]?, besides labels: [Int]
  ) throws(DataError) -> [Int] {
    guard let ranges else {
      let features = (0..<columnCount).filter { !labels.contains($0) }
      guard !features.isEmpty else {
        throw DataError(file, "there is no column left for features beside the label")
      }
      return features
    }
    let features = try expanded(ranges)
    var isTaken = [Bool](repeating: false, count: columnCount)
    for index in features {
      guard !isTaken[index] else {
        throw DataError(file, "the feature column \(index) is given twice")
      }
      guard !labels.contains(index) else {
        throw DataError(file, "column \(index) is given as a feature and as the label")
      }
      isTaken[index] = true
    }
    return features
  }

  // MARK: Other data

  /// The columns that a model takes, and those of its targets where they are needed.
  ///
  /// Where both the table and the model have names, columns are found by them, wherever they stand;
  /// else by their places. What the table's own options say goes before that.
  ///
  /// - Parameters:
  ///   - options: those given for this table.
  ///   - needsLabels: whether a table without targets is a mistake.
  /// - Throws: for a column that is missing, and for one that would be ignored although the model
  ///   learned from all columns that there were.
  func columns(
    of preparation: DataPreparation, _ options: DataSpecification.CSVOptions, needsLabels: Bool
  ) throws(DataError) -> TableColumns {
    let labels = try labels(of: preparation, options, areNeeded: needsLabels)
    var columns = TableColumns(
      features: try features(of: preparation, options, besides: labels),
      labels: needsLabels ? labels : [])
    for (place, column) in preparation.columns.enumerated() {
      if case .category = column.kind { columns.categorical.insert(place) }
    }
    if let asked = options.categorical {
      let indexes = Set(columns.categorical.map { columns.features[$0] })
      guard Set(try expanded(asked)) == indexes else {
        throw DataError(
          file,
          indexes.isEmpty
            ? "categorical= names columns, but the model takes numbers alone"
            : "categorical= names other columns than those whose values the model knows, which are "
              + listed(indexes.sorted().map(described)))
      }
    }
    return columns
  }

  private func labels(
    of preparation: DataPreparation, _ options: DataSpecification.CSVOptions, areNeeded: Bool
  ) throws(DataError) -> [Int] {
    let table = preparation.table
    if let asked = options.label {
      do throws(DataError) {
        let labels = try labels(asked)
        let expected = table?.targetColumns.count ?? labels.count
        guard labels.count == expected || !areNeeded else {
          throw DataError(
            file,
            "\(thereAre(labels.count, "label")) a sample but the model answers \(expected)")
        }
        if areNeeded, let names, let targets = table?.targetNames {
          let found = labels.map { names[$0] }
          let (given, known) = (found.asBytes, targets.asBytes)
          if given != known, Set(given) == Set(known) {
            throw DataError(
              file,
              "label= names \(listed(found)), and the model's targets are \(listed(targets)): they stand "
                + "in the model's order")
          }
          // Another name alone may be another's for the same.
          if given != known, !Set(names.asBytes).isDisjoint(with: known) {
            throw DataError(
              file,
              "label= names \(listed(found)), and the model's "
                + (targets.count == 1 ? "target is " : "targets are ")
                + "\(listed(targets)), which the table has, too")
          }
        }
        return labels
      } catch {
        if areNeeded { throw error }
        return []
      }
    }
    if let names, let targets = table?.targetNames {
      var labels: [Int] = []
      for target in targets {
        if let index = try unique(target) {
          labels.append(index)
        } else if areNeeded {
          throw DataError(
            file,
            "there is no column \(quoted(target)), the model's target, only \(listed(names)) (line "
              + "\(line)); label= names another")
        }
      }
      return labels
    }
    // Chosen columns may stand beside any others.
    if options.features != nil, !areNeeded { return [] }
    let featureCount = preparation.columns.count
    if let table, columnCount == table.columnCount { return table.targetColumns }
    if columnCount == featureCount, !areNeeded { return [] }
    let labelCount = table?.targetColumns.count ?? 1
    if columnCount == featureCount + labelCount || options.features != nil {
      return try places((-labelCount..<0))
    }
    throw wrongCount(preparation, labelCount)
  }

  private func features(
    of preparation: DataPreparation, _ options: DataSpecification.CSVOptions, besides labels: [Int]
  ) throws(DataError) -> [Int] {
    let wanted = preparation.columnNames
    if options.features == nil, let names, let wanted {
      var features: [Int] = []
      for name in wanted {
        guard let index = try unique(name) else {
          throw DataError(
            file,
            "there is no column \(quoted(name)), which the model takes, only \(listed(names)) (line "
              + "\(line))")
        }
        features.append(index)
      }
      if preparation.table?.takesAllColumns == true {
        let known = Set(features + labels)
        if let stray = (0..<columnCount).first(where: { !known.contains($0) }) {
          throw DataError(
            file,
            "the column \(quoted(names[stray])) (line \(line)) is none that the model takes, which are "
              + "\(listed(wanted)); to ignore it name those with features=")
        }
      }
      return features
    }
    let features: [Int]
    if let ranges = options.features {
      features = try self.features(ranges, besides: labels)
    } else if let table = preparation.table, columnCount == table.columnCount,
      labels == table.targetColumns
    {
      features = table.featureColumns
    } else {
      features = (0..<columnCount).filter { !labels.contains($0) }
    }
    guard features.count == preparation.columns.count else {
      throw wrongCount(preparation, labels.count, found: features.count)
    }
    guard let names, let wanted else { return features }
    var ordered: [Int] = []
    for name in wanted {
      guard let index = features.first(where: { names[$0].asBytes == name.asBytes }) else {
        throw DataError(
          file,
          "features= does not name the column \(quoted(name)), which the model takes: it takes "
            + listed(wanted))
      }
      ordered.append(index)
    }
    return ordered
  }

  private func wrongCount(
    _ preparation: DataPreparation, _ labelCount: Int, found: Int? = nil
  ) -> DataError {
    DataError(
      file,
      thereAre(found ?? max(columnCount - labelCount, 0), "feature") + " but the model takes "
        + "\(preparation.columns.count)")
  }

  /// Where the one column of a name stands; nil where there is none.
  private func unique(_ name: String) throws(DataError) -> Int? {
    guard let place = places[name.asBytes] else { return nil }
    if let second = place.second {
      throw DataError(
        file,
        "line \(line) gives columns \(place.first + 1) and \(second + 1) the same name, "
          + "\(quoted(name)): each column that is used needs a name of its own")
    }
    return place.first
  }

  // MARK: Single columns

  private func expanded(
    _ ranges: [DataSpecification.ColumnRange]
  ) throws(DataError) -> [Int] {
    var indexes: [Int] = []
    for range in ranges {
      switch range {
      case .column(let column): indexes.append(try index(of: column))
      case .indexes(let from, let through):
        let (first, last) = (try place(from), try place(through))
        guard first <= last else {
          throw DataError(file, "the columns \(from)-\(through) run backwards")
        }
        indexes += first...last
      }
    }
    return indexes
  }

  private func index(of column: DataSpecification.Column) throws(DataError) -> Int {
    switch column {
    case .index(let index):
      // Names can be numbers.
      guard let named = places["\(index)".asBytes]?.first else { return try place(index) }
      let counted = index < 0 ? columnCount + index : index
      guard (0..<columnCount).contains(counted), counted != named else {
        return try unique("\(index)") ?? counted
      }
      throw DataError(
        file,
        "\(index) is a place, that of \(quoted(described(counted))), and the name of column "
          + "\(named + 1) (line \(line)): write \\\(index) for the name, or count from the other end for "
          + "the place")
    case .name(let name):
      guard let names else {
        throw DataError(file, "the column \(quoted(name)) is given by name, but with header=no")
      }
      guard let index = try unique(name) else {
        throw DataError(
          file, "there is no column \(quoted(name)), only \(listed(names)) (line \(line))")
      }
      return index
    }
  }

  /// A place counted from 0 or, from the end, from -1.
  private func place(_ index: Int) throws(DataError) -> Int {
    let counted = index < 0 ? columnCount + index : index
    guard (0..<columnCount).contains(counted) else {
      throw DataError(
        file, "there is no column \(index), only 0 to \(columnCount - 1) (line \(line))")
    }
    return counted
  }

  private func places(_ indexes: Range<Int>) throws(DataError) -> [Int] {
    var places: [Int] = []
    for index in indexes { places.append(try place(index)) }
    return places
  }

  private func described(_ column: Int) -> String {
    names.map { $0[column] } ?? "\(column)"
  }
}
