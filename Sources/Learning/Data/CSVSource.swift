/// Samples from a table.
struct CSVSource {
  private let file: String
  private let options: DataSpecification.CSVOptions
  private let task: Task
  private let knownClasses: [String]?
  private let memory: AvailableMemory

  private var labelColumns: [Int] = []
  private var featureColumns: [Int] = []
  private var columnNames: [String]?
  private var columnCount = 0
  /// The line that decided how many columns there are.
  private var firstLine = 0

  private var features: [Float] = []
  private var values: [Float] = []
  private var table = LabelTable()
  private var sampleCount = 0

  private init(
    file: String, options: DataSpecification.CSVOptions, task: Task, knownClasses: [String]?,
    memory: @escaping AvailableMemory
  ) {
    self.file = file
    self.options = options
    self.task = task
    self.knownClasses = knownClasses
    self.memory = memory
  }

  /// Reads all samples.
  ///
  /// - Parameters:
  ///   - knownClasses: the labels of the data that these are read like, which tell a first sample from
  ///     a header; nil where these are the first.
  ///   - memory: how much there is for them.
  static func read(
    _ bytes: [UInt8], file: String, options: DataSpecification.CSVOptions, task: Task,
    knownClasses: [String]? = nil, memory: @escaping AvailableMemory = { .max }
  ) throws(DataError) -> RawSamples {
    let bytes = try plainText(bytes, file: file)
    var source = CSVSource(
      file: file, options: options, task: task, knownClasses: knownClasses, memory: memory)
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(DataError) in try source.readAll(buffer) }
    }
    try result.get()
    return RawSamples(
      file: file, sampleCount: source.sampleCount, featureCount: source.featureColumns.count,
      features: .floats(source.features),
      labels: task == .regression
        ? .values(source.values, width: source.labelColumns.count) : .classes(source.table))
  }

  private mutating func readAll(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) {
    var reader = CSVReader(
      bytes, file: file, delimiter: options.delimiter ?? UInt8(ascii: ","))
    guard try reader.next() else { throw DataError(file, "the file is empty") }
    columnCount = reader.fields.count
    firstLine = reader.line
    if try hasHeader(reader) {
      columnNames = reader.fields.map { reader.text(of: $0) }
      try selectColumns()
      guard try reader.next() else {
        throw DataError(file, "there is nothing after the header in line \(firstLine)")
      }
    } else {
      try selectColumns()
    }
    repeat { try append(reader) } while try reader.next()
  }

  // MARK: Columns

  private func hasHeader(_ reader: CSVReader) throws(DataError) -> Bool {
    switch options.header ?? .auto {
    case .yes: return true
    case .no: return false
    case .auto: break
    }
    if namesColumns { return true }
    // With counted columns only, these cannot fail unless the next step does, and says why.
    guard let columns = try? selection(names: nil) else { return false }
    return try CSVHeader(
      featureColumns: columns.features, labelColumns: columns.labels,
      isRegression: task == .regression, knownClasses: knownClasses.map { Set($0) }
    ).isThere(reader)
  }

  private var namesColumns: Bool {
    let isName = { (column: DataSpecification.Column) in
      if case .name = column { true } else { false }
    }
    return (options.label ?? []).contains(where: isName)
      || (options.features ?? []).contains {
        if case .column(let column) = $0 { isName(column) } else { false }
      }
  }

  private mutating func selectColumns() throws(DataError) {
    (labelColumns, featureColumns) = try selection(names: columnNames)
    guard let columnNames else { return }
    try CSVHeader.checkNames(
      columnNames, of: featureColumns + labelColumns, file: file, line: firstLine)
  }

  private func selection(
    names: [String]?
  ) throws(DataError) -> (labels: [Int], features: [Int]) {
    var labels: [Int] = []
    for column in options.label ?? [.index(-1)] {
      let index = try self.index(of: column, names: names)
      guard !labels.contains(index) else {
        throw DataError(file, "the label column \(index) is given twice")
      }
      labels.append(index)
    }
    guard task == .regression || labels.count == 1 else {
      throw DataError(
        file, "\(labels.count) label columns are given, but only regression takes more than one")
    }
    guard let ranges = options.features else {
      let features = (0..<columnCount).filter { !labels.contains($0) }
      guard !features.isEmpty else {
        throw DataError(file, "there is no column left for features beside the label")
      }
      return (labels, features)
    }
    var features: [Int] = []
    var isTaken = [Bool](repeating: false, count: columnCount)
    for range in ranges {
      for index in try indexes(of: range, names: names) {
        guard !isTaken[index] else {
          throw DataError(file, "the feature column \(index) is given twice")
        }
        guard !labels.contains(index) else {
          throw DataError(file, "column \(index) is given as a feature and as the label")
        }
        isTaken[index] = true
        features.append(index)
      }
    }
    return (labels, features)
  }

  private func indexes(
    of range: DataSpecification.ColumnRange, names: [String]?
  ) throws(DataError) -> ClosedRange<Int> {
    switch range {
    case .column(let column):
      let index = try self.index(of: column, names: names)
      return index...index
    case .indexes(let from, let through):
      let first = try index(of: .index(from), names: names)
      let last = try index(of: .index(through), names: names)
      guard first <= last else {
        throw DataError(file, "the columns \(from)-\(through) run backwards")
      }
      return first...last
    }
  }

  private func index(
    of column: DataSpecification.Column, names: [String]?
  ) throws(DataError) -> Int {
    switch column {
    case .index(let index):
      let counted = index < 0 ? columnCount + index : index
      guard (0..<columnCount).contains(counted) else {
        throw DataError(
          file, "there is no column \(index), only 0 to \(columnCount - 1) (line \(firstLine))")
      }
      return counted
    case .name(let name):
      guard let names else {
        throw DataError(file, "the column \(quoted(name)) is given by name, but with header=no")
      }
      guard let index = names.firstIndex(of: name) else {
        throw DataError(
          file, "there is no column \(quoted(name)), only \(listed(names)) (line \(firstLine))")
      }
      return index
    }
  }

  // MARK: Records

  private mutating func append(_ reader: CSVReader) throws(DataError) {
    guard reader.fields.count == columnCount else {
      throw DataError(
        file,
        "line \(reader.line) has \(reader.fields.count) columns but line \(firstLine) has "
          + "\(columnCount)")
    }
    try makeRoom(reader)
    for column in featureColumns {
      features.append(try number(in: column, reader))
    }
    if task == .regression {
      for column in labelColumns { values.append(try number(in: column, reader)) }
    } else {
      try appendLabel(reader)
    }
    sampleCount += 1
  }

  /// Makes room for the next sample's features: for twice as many as there are, or for as many as can
  /// still follow.
  private mutating func makeRoom(_ reader: CSVReader) throws(DataError) {
    let next = features.count + featureColumns.count
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

  private mutating func appendLabel(_ reader: CSVReader) throws(DataError) {
    let field = reader.fields[labelColumns[0]]
    let text = reader.text(of: field)
    guard !text.isEmpty else {
      throw DataError(file, "the label in \(place(labelColumns[0], reader)) is empty")
    }
    switch DecimalNumber(reader.bytes(of: field)) {
    case .nan: throw DataError(file, "NaN in \(place(labelColumns[0], reader))")
    case .infinite: throw DataError(file, "infinity in \(place(labelColumns[0], reader))")
    default: table.append(text) { "line \(reader.line)" }
    }
  }

  private func number(in column: Int, _ reader: CSVReader) throws(DataError) -> Float {
    let field = reader.fields[column]
    switch DecimalNumber(reader.bytes(of: field)) {
    case .value(let value): return value
    case .nan: throw DataError(file, "NaN in \(place(column, reader))")
    case .infinite: throw DataError(file, "infinity in \(place(column, reader))")
    case .tooLarge:
      throw DataError(
        file, "\(quoted(reader.text(of: field))) in \(place(column, reader)) is too large")
    case .invalid:
      let hint =
        reader.line == firstLine && (options.header ?? .auto) == .auto
        ? "; if this line names the columns, say header=yes" : ""
      throw DataError(
        file,
        "\(quoted(reader.text(of: field))) in \(place(column, reader)) is not a number\(hint)")
    }
  }

  /// The line from 1 and, as in a table program, the column from 1, with its name if it has one.
  private func place(_ column: Int, _ reader: CSVReader) -> String {
    let name = columnNames.map { " (\(quoted($0[column])))" } ?? ""
    return "line \(reader.line), column \(column + 1)\(name)"
  }
}
