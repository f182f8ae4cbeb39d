/// Samples from a table.
struct CSVSource {
  private let file: String
  private let options: DataSpecification.CSVOptions
  private let purpose: SamplePurpose
  private let task: Task
  private let memory: AvailableMemory

  private var heading = TableHeading(file: "", line: 0, columnCount: 0, names: nil)
  private var columns = TableColumns(features: [], labels: [])
  /// For each of the features' columns, its values where they are categories.
  private var categories: [CategoryTable?] = []
  /// For each of the features' columns, whether a field may be missing.
  private var mayBeMissing: [Bool] = []

  private var features: [Float] = []
  /// For each of the features' columns, whether rounding to floats changed a number.
  private var isChanged: [Bool] = []
  /// Of those that floats hold coarsely, the numbers as they stand, by place.
  private var unrounded: [Int: [Double]] = [:]
  private var values: [Float] = []
  private var unroundedValues: [Double] = []
  private var table = LabelTable()
  private var sampleCount = 0

  private init(
    file: String, options: DataSpecification.CSVOptions, purpose: SamplePurpose, task: Task,
    memory: @escaping AvailableMemory
  ) {
    self.file = file
    self.options = options
    self.purpose = purpose
    self.task = task
    self.memory = memory
  }

  /// Reads all samples.
  ///
  /// - Parameters:
  ///   - purpose: what they are read for, and the model's preparation.
  ///   - memory: how much there is for them.
  static func read(
    _ bytes: [UInt8], file: String, options: DataSpecification.CSVOptions,
    for purpose: SamplePurpose, task: Task, memory: @escaping AvailableMemory = { .max }
  ) throws(DataError) -> RawSamples {
    let bytes = try plainText(bytes, file: file)
    var source = CSVSource(
      file: file, options: options, purpose: purpose, task: task, memory: memory)
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(DataError) in try source.readAll(buffer) }
    }
    try result.get()
    return try source.samples()
  }

  private mutating func samples() throws(DataError) -> RawSamples {
    let names = heading.names
    let count = columns.features.count
    var samples = RawSamples(
      file: file, sampleCount: sampleCount, columnCount: count, features: .floats([]),
      labels: .none, columnNames: names.map { names in columns.features.map { names[$0] } })
    if purpose.needsLabels {
      samples.labels =
        task == .regression
        ? .values(values, width: columns.labels.count) : .classes(table)
      samples.unroundedTargets = changed(values, from: unroundedValues)
    }
    if purpose.preparation == nil {
      samples.table = DataPreparation.Table(
        columnCount: heading.columnCount, featureColumns: columns.features,
        targetColumns: columns.labels,
        targetNames: names.map { names in columns.labels.map { names[$0] } })
      for (place, category) in categories.enumerated() {
        guard let (names, places) = category?.categories() else { continue }
        samples.categories[place] = names
        for index in stride(from: place, to: features.count, by: count)
        where !features[index].isNaN {
          features[index] = Float(places[Int(features[index])])
        }
      }
    }
    samples.features = .floats(features)
    samples.unrounded = unrounded
    return samples
  }

  private mutating func readAll(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) {
    var reader = CSVReader(
      bytes, file: file, delimiter: options.delimiter ?? UInt8(ascii: ","))
    guard try reader.next() else { throw DataError(file, "the file is empty") }
    let line = reader.line
    if try hasHeader(reader) {
      heading = TableHeading(
        file: file, line: line, columnCount: reader.fields.count,
        names: reader.fields.map { reader.text(of: $0) })
      try selectColumns()
      guard try reader.next() else {
        throw DataError(file, "there is nothing after the header in line \(line)")
      }
    } else {
      heading = TableHeading(
        file: file, line: line, columnCount: reader.fields.count, names: nil)
      try selectColumns()
    }
    repeat { try append(reader) } while try reader.next()
    try readUnrounded(bytes)
  }

  /// Reads those columns again that floats hold coarsely, or that the model scales before it rounds.
  private mutating func readUnrounded(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) {
    let places =
      purpose.preparation?.unroundedColumns
      ?? FloatPrecision.coarseColumns(features, isChanged: isChanged)
    guard !places.isEmpty else { return }
    try checkMemory(
      memory, floats: 2 * places.count * sampleCount,
      "the \(places.count * sampleCount) numbers that float32 holds coarsely", file: file)
    var reader = CSVReader(
      bytes, file: file, delimiter: options.delimiter ?? UInt8(ascii: ","))
    if heading.names != nil { _ = try reader.next() }
    for place in places { unrounded[place] = [] }
    while try reader.next() {
      for place in places {
        let number = DecimalNumber(reader.bytes(of: reader.fields[columns.features[place]]))
        unrounded[place]?.append(number.exact)
      }
    }
  }

  // MARK: Columns

  private func hasHeader(_ reader: CSVReader) throws(DataError) -> Bool {
    switch options.header ?? .auto {
    case .yes: return true
    case .no: return false
    case .auto: break
    }
    if namesColumns { return true }
    if let names = purpose.preparation?.columnNames {
      let first = Set(reader.fields.map { reader.text(of: $0).asBytes })
      // One would do, but that may be a value of a category.
      if names.asBytes.allSatisfy(first.contains) { return true }
    }
    // With counted columns only, these cannot fail unless the next step does, and says why.
    let heading = TableHeading(
      file: file, line: reader.line, columnCount: reader.fields.count, names: nil)
    guard let columns = try? columns(of: heading) else { return false }
    let numbers = columns.features.indices.filter { !columns.categorical.contains($0) }
    return try CSVHeader(
      featureColumns: numbers.map { columns.features[$0] }, labelColumns: columns.labels,
      isRegression: task == .regression,
      knownClasses: purpose.preparation?.classNames.map { Set($0.asBytes) }
    ).isThere(reader)
  }

  private var namesColumns: Bool {
    let isName = { (column: DataSpecification.Column) in
      if case .name = column { true } else { false }
    }
    return (options.label ?? []).contains(where: isName)
      || ((options.features ?? []) + (options.categorical ?? [])).contains {
        if case .column(let column) = $0 { isName(column) } else { false }
      }
  }

  private func columns(of heading: TableHeading) throws(DataError) -> TableColumns {
    guard let preparation = purpose.preparation else {
      return try heading.trainingColumns(options, task: task)
    }
    return try heading.columns(
      of: preparation, options, needsLabels: purpose.needsLabels)
  }

  private mutating func selectColumns() throws(DataError) {
    columns = try columns(of: heading)
    isChanged = Array(repeating: false, count: columns.features.count)
    if let preparation = purpose.preparation {
      let isRefused = options.missing == .refuse
      mayBeMissing = preparation.columns.map { $0.mayBeMissing && !isRefused }
      categories = preparation.columns.map { column in
        if case .category(let values, _) = column.kind { CategoryTable(values) } else { nil }
      }
    } else {
      let mayBe = (options.missing ?? .refuse) != .refuse
      mayBeMissing = Array(repeating: mayBe, count: columns.features.count)
      categories = columns.features.indices.map {
        columns.categorical.contains($0) ? CategoryTable() : nil
      }
    }
  }

  // MARK: Records

  private mutating func append(_ reader: CSVReader) throws(DataError) {
    guard reader.fields.count == heading.columnCount else {
      throw DataError(
        file,
        "line \(reader.line) has \(counted(reader.fields.count, "column")) but line \(heading.line) has "
          + "\(heading.columnCount)")
    }
    try makeRoom(reader)
    for (place, column) in columns.features.enumerated() {
      if mayBeMissing[place], isMissing(reader.fields[column], reader) {
        features.append(.nan)
      } else if categories[place] != nil {
        features.append(try category(at: place, in: column, reader))
      } else {
        let (number, exact) = try number(in: column, reader, isFeature: true)
        features.append(number)
        if Double(number) != exact { isChanged[place] = true }
      }
    }
    if !purpose.needsLabels {
      // They may be anything.
    } else if task == .regression {
      for column in columns.labels {
        let (number, exact) = try number(in: column, reader, isFeature: false)
        values.append(number)
        unroundedValues.append(exact)
      }
    } else {
      try appendLabel(reader)
    }
    sampleCount += 1
  }

  /// Makes room for the next sample's features: for twice as many as there are, or for as many as can
  /// still follow.
  private mutating func makeRoom(_ reader: CSVReader) throws(DataError) {
    let next = features.count + columns.features.count
    guard next <= DataLimits.valueCountMaximum else {
      throw DataError(file, "more than \(DataLimits.valueCountMaximum) feature values")
    }
    guard next > features.capacity else { return }
    // A value and what divides it from the next take two bytes at least.
    let capacity = min(2 * next, next + reader.remaining / 2)
    try checkMemory(
      memory, floats: capacity, "\(next) feature values and those that follow", file: file)
    features.reserveCapacity(capacity)
  }

  /// Whether a field holds nothing, or a word for it; `Missing` lists them.
  private func isMissing(_ field: CSVReader.Field, _ reader: CSVReader) -> Bool {
    let bytes = reader.bytes(of: field)
    return switch bytes.count {
    case 0: true
    case 1: bytes.first == UInt8(ascii: "?")
    case 2: Self.isWord("na", bytes)
    case 3: Self.isWord("nan", bytes) || Self.isWord("n/a", bytes)
    case 4: Self.isWord("null", bytes)
    default: false
    }
  }

  /// Whether the bytes are the word, in any case.
  private static func isWord(
    _ word: StaticString, _ bytes: Slice<UnsafeBufferPointer<UInt8>>
  ) -> Bool {
    word.withUTF8Buffer { word in
      zip(word, bytes).allSatisfy { letter, byte in
        byte == letter || 0x41...0x5A ~= byte && byte | 0x20 == letter
      }
    }
  }

  /// The index of a field's value among those of its column.
  private mutating func category(
    at place: Int, in column: Int, _ reader: CSVReader
  ) throws(DataError) -> Float {
    let text = reader.text(of: reader.fields[column])
    guard !isMissing(reader.fields[column], reader) else {
      throw DataError(
        file,
        "there is no value in \(self.place(column, reader))\(missingHint)")
    }
    if let index = categories[place]?.index(of: text, adding: purpose.preparation == nil) {
      return Float(index)
    }
    if case .training = purpose {
      throw DataError(
        file,
        "the categorical \(self.place(column, reader)) is at least the "
          + "\(DataLimits.categoriesMaximum + 1). value of its column, more than are allowed")
    }
    throw DataError(
      file,
      "\(quoted(text)) in \(self.place(column, reader)) is none of the values that the model knows: "
        + listed(categories[place]?.values ?? []))
  }

  /// What can be done about missing fields, where nothing has been said.
  private var missingHint: String {
    purpose.preparation == nil && options.missing == nil
      ? "; missing=mean, median or zero says what to take instead" : ""
  }

  private mutating func appendLabel(_ reader: CSVReader) throws(DataError) {
    let field = reader.fields[columns.labels[0]]
    let text = reader.text(of: field)
    guard !text.isEmpty else {
      throw DataError(file, "the label in \(place(columns.labels[0], reader)) is empty")
    }
    switch DecimalNumber(reader.bytes(of: field)) {
    case .nan: throw DataError(file, "NaN in \(place(columns.labels[0], reader))")
    case .infinite: throw DataError(file, "infinity in \(place(columns.labels[0], reader))")
    default: table.append(text) { "line \(reader.line)" }
    }
  }

  private func number(
    in column: Int, _ reader: CSVReader, isFeature: Bool
  ) throws(DataError) -> (Float, exact: Double) {
    let field = reader.fields[column]
    let missingHint = isFeature && isMissing(field, reader) ? missingHint : ""
    switch DecimalNumber(reader.bytes(of: field)) {
    case .value(let value, let exact): return (value, exact)
    case .nan: throw DataError(file, "NaN in \(place(column, reader))\(missingHint)")
    case .infinite: throw DataError(file, "infinity in \(place(column, reader))")
    case .tooLarge:
      throw DataError(
        file, "\(quoted(reader.text(of: field))) in \(place(column, reader)) is too large")
    case .invalid:
      let hint =
        reader.line == heading.line && (options.header ?? .auto) == .auto
        ? "; if this line names the columns, say header=yes" : missingHint
      throw DataError(
        file,
        "\(quoted(reader.text(of: field))) in \(place(column, reader)) is not a number\(hint)")
    }
  }

  /// The line from 1 and, as in a table program, the column from 1, with its name if it has one.
  private func place(_ column: Int, _ reader: CSVReader) -> String {
    let name = heading.names.map { " (\(quoted($0[column])))" } ?? ""
    return "line \(reader.line), column \(column + 1)\(name)"
  }
}
