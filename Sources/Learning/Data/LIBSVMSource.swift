/// Samples from a LIBSVM file: lines of `label index:value …`, with ascending indexes, from 1 unless
/// told; what is not there is 0. A `#` starts a comment. Between a label and the first index `qid:…`
/// may name the query that a sample belongs to: nothing here learns to rank, so it is not used.
struct LIBSVMSource {
  private typealias IndexBase = DataSpecification.LIBSVMOptions.IndexBase

  private let file: String
  private let task: Task
  /// Whether labels are read; else there need not be any.
  private let needsLabels: Bool
  /// The most features that there may be, and who says so.
  private let bound: (count: Int, origin: String)
  private let indexBase: IndexBase
  private let memory: AvailableMemory

  private var line = 0
  /// The entries of all samples, with their indexes as they stand, and where each sample's end.
  private var indexes: [Int32] = []
  private var entries: [Float] = []
  /// The entries as they stand; empty as long as rounding to floats has changed none.
  private var unroundedEntries: [Double] = []
  /// The indexes of those that it has changed.
  private var changedIndexes: [Bool] = []
  private var ends: [Int] = []
  private var largestIndex = -1
  private var hasIndexZero = false
  private var queries = 0
  private var values: [Float] = []
  private var unroundedValues: [Double] = []
  private var table = LabelTable()

  private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  /// Reads all samples.
  ///
  /// - Parameters:
  ///   - purpose: what they are read for. Without a count of features in the options there are as many
  ///     as the model takes or else, of training data, as the largest index says; and where indexes
  ///     start is found out from training data alone.
  ///   - memory: how much there is for them.
  static func read(
    _ bytes: [UInt8], file: String, options: DataSpecification.LIBSVMOptions,
    for purpose: SamplePurpose, task: Task, memory: @escaping AvailableMemory = { .max }
  ) throws(DataError) -> RawSamples {
    let bytes = try plainText(bytes, file: file)
    var indexBase = options.indexBase ?? .one
    if indexBase == .auto, let base = purpose.preparation?.indexBase {
      indexBase = base == 0 ? .zero : .one
    }
    let modelCount = purpose.preparation?.columns.count
    let bound =
      if let count = options.featureCount {
        (count, "that features=\(count) allows")
      } else if let count = modelCount {
        (count, "that the model takes")
      } else {
        (DataLimits.featureCountMaximum, "that are allowed")
      }
    var source = LIBSVMSource(
      file: file, task: task, needsLabels: purpose.needsLabels, bound: bound,
      indexBase: indexBase, memory: memory)
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(DataError) in try source.readAll(buffer) }
    }
    try result.get()
    return try source.samples(
      featureCount: options.featureCount ?? modelCount, purpose.preparation)
  }

  private init(
    file: String, task: Task, needsLabels: Bool, bound: (Int, String), indexBase: IndexBase,
    memory: @escaping AvailableMemory
  ) {
    self.file = file
    self.task = task
    self.needsLabels = needsLabels
    self.bound = bound
    self.indexBase = indexBase
    self.memory = memory
  }

  private func samples(
    featureCount given: Int?, _ preparation: DataPreparation?
  ) throws(DataError) -> RawSamples {
    guard !ends.isEmpty else { throw DataError(file, "the file is empty") }
    let base = indexBase == .zero || hasIndexZero ? 0 : 1
    let featureCount = given ?? largestIndex + 1 - base
    guard featureCount > 0 else { throw DataError(file, "no line has a feature") }
    guard largestIndex - base < featureCount else {
      throw DataError(
        file,
        "the largest index is \(largestIndex), beyond the \(bound.count) features \(bound.origin)")
    }
    let (count, overflow) = ends.count.multipliedReportingOverflow(by: featureCount)
    guard !overflow, count <= DataLimits.valueCountMaximum else {
      throw DataError(
        file,
        "\(ends.count) samples of \(featureCount) features are more values than the "
          + "\(DataLimits.valueCountMaximum) allowed")
    }
    try checkMemory(
      memory, floats: count, "\(ends.count) samples of \(featureCount) features", file: file)
    var features = [Float](repeating: 0, count: count)
    var entry = 0
    for (sample, end) in ends.enumerated() {
      while entry < end {
        features[sample * featureCount + Int(indexes[entry]) - base] = entries[entry]
        entry += 1
      }
    }
    var samples = RawSamples(
      file: file, sampleCount: ends.count, columnCount: featureCount,
      features: .floats(features),
      labels: task == .regression ? .values(values, width: 1) : .classes(table), indexBase: base,
      notes: queries == 0 ? [] : ["\(file): the queries (qid:) of its samples are not used"])
    samples.unroundedTargets = changed(values, from: unroundedValues)
    samples.unrounded = try unrounded(features, featureCount: featureCount, base, preparation)
    return samples
  }

  /// The columns that floats hold coarsely, or that the model scales before it rounds, as they stand.
  private func unrounded(
    _ features: [Float], featureCount: Int, _ base: Int, _ preparation: DataPreparation?
  ) throws(DataError) -> [Int: [Double]] {
    guard !unroundedEntries.isEmpty else { return [:] }
    let columns =
      preparation?.unroundedColumns
      ?? FloatPrecision.coarseColumns(
        features,
        isChanged: (0..<featureCount).map { column in
          column + base < changedIndexes.count && changedIndexes[column + base]
        })
    guard !columns.isEmpty else { return [:] }
    try checkMemory(
      memory, floats: 2 * columns.count * ends.count,
      "the \(columns.count * ends.count) numbers that float32 holds coarsely", file: file)
    var unrounded: [Int: [Double]] = [:]
    for column in columns { unrounded[column] = [Double](repeating: 0, count: ends.count) }
    var entry = 0
    for (sample, end) in ends.enumerated() {
      while entry < end {
        unrounded[Int(indexes[entry]) - base]?[sample] = unroundedEntries[entry]
        entry += 1
      }
    }
    return unrounded
  }

  private mutating func readAll(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      line += 1
      let end =
        rest.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? rest.endIndex
      try readLine(rest[rest.startIndex..<end])
      let isTwoBytes =
        end + 1 < rest.endIndex && rest[end] == UInt8(ascii: "\r")
        && rest[end + 1] == UInt8(ascii: "\n")
      rest = rest[min(end + (isTwoBytes ? 2 : 1), rest.endIndex)...]
    }
  }

  private mutating func readLine(_ bytes: Bytes) throws(DataError) {
    var rest = bytes.prefix { $0 != UInt8(ascii: "#") }
    guard let label = Self.word(&rest) else { return }
    var previous = -1
    var isFirst = true
    if needsLabels {
      try appendLabel(label)
    } else if label.contains(UInt8(ascii: ":")) {
      // A line without a label begins with its query or an entry.
      isFirst = false
      if label.starts(with: "qid:".utf8) {
        queries += 1
      } else {
        previous = try appendEntry(label, after: previous)
      }
    }
    while let word = Self.word(&rest) {
      defer { isFirst = false }
      if isFirst, word.starts(with: "qid:".utf8) {
        queries += 1
        continue
      }
      previous = try appendEntry(word, after: previous)
    }
    largestIndex = max(largestIndex, previous)
    if ends.count == ends.capacity { try makeRoom("the places of the samples", 4 * ends.count) }
    ends.append(entries.count)
  }

  /// Checks that there is memory for lists to grow into.
  private func makeRoom(_ what: String, _ floats: Int) throws(DataError) {
    try checkMemory(memory, floats: floats, what, file: file)
  }

  /// The next bytes without blanks, taken from the front.
  private static func word(_ rest: inout Bytes) -> Bytes? {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    guard let start = rest.firstIndex(where: { !isBlank($0) }) else { return nil }
    let end = rest[start...].firstIndex(where: isBlank) ?? rest.endIndex
    defer { rest = rest[end...] }
    return rest[start..<end]
  }

  private mutating func appendLabel(_ word: Bytes) throws(DataError) {
    let (value, exact) = try number(word, "the label")
    if task == .regression {
      values.append(value)
      unroundedValues.append(exact)
    } else {
      table.append(Self.text(word)) { [line] in "line \(line)" }
    }
  }

  private mutating func appendEntry(_ word: Bytes, after previous: Int) throws(DataError) -> Int {
    guard let colon = word.firstIndex(of: UInt8(ascii: ":")) else {
      throw DataError(file, "line \(line): \(quoted(Self.text(word))) is no index:value")
    }
    let indexText = Self.text(word[word.startIndex..<colon])
    guard let index = Int(indexText), index >= 0 else {
      throw DataError(file, "line \(line): \(quoted(indexText)) is no index of a feature")
    }
    if index == 0 {
      guard indexBase != .one else {
        throw DataError(
          file,
          "line \(line) has the index 0, but indexes start from 1; index-base=0 says otherwise")
      }
      hasIndexZero = true
    }
    guard index > previous else {
      throw DataError(
        file, "line \(line) has index \(index) after index \(previous), but they must ascend")
    }
    // Where it is not known yet where they start, the end of the file tells.
    guard index <= bound.count - (indexBase == .zero ? 1 : 0) else {
      throw DataError(
        file,
        "line \(line) has index \(index), beyond the \(bound.count) features \(bound.origin)")
    }
    let (value, exact) = try number(word[(colon + 1)...], "feature \(index)")
    if entries.count == entries.capacity { try makeRoom("the entries", 8 * entries.count) }
    if Double(value) != exact {
      if unroundedEntries.isEmpty { unroundedEntries = entries.map { Double($0) } }
      if index >= changedIndexes.count {
        changedIndexes += Array(repeating: false, count: index + 1 - changedIndexes.count)
      }
      changedIndexes[index] = true
      unroundedEntries.append(exact)
    } else if !unroundedEntries.isEmpty {
      unroundedEntries.append(exact)
    }
    indexes.append(Int32(index))
    entries.append(value)
    return index
  }

  private func number(
    _ bytes: Bytes, _ what: String
  ) throws(DataError) -> (Float, exact: Double) {
    switch DecimalNumber(bytes) {
    case .value(let value, let exact): return (value, exact)
    case .nan: throw DataError(file, "NaN in line \(line), \(what)")
    case .infinite: throw DataError(file, "infinity in line \(line), \(what)")
    case .tooLarge:
      throw DataError(file, "line \(line): \(what), \(quoted(Self.text(bytes))), is too large")
    case .invalid:
      throw DataError(file, "line \(line): \(what), \(quoted(Self.text(bytes))), is not a number")
    }
  }

  private static func text(_ bytes: Bytes) -> String { String(decoding: bytes, as: UTF8.self) }
}
