/// Samples from a LIBSVM file: lines of `label index:value …`, with ascending indexes from 1; what
/// is not there is 0. A `#` starts a comment.
struct LIBSVMSource {
  private let file: String
  private let task: Task
  /// Whether labels are read; else there need not be any.
  private let needsLabels: Bool
  /// The most that an index may be, and who says so.
  private let bound: (count: Int, origin: String)

  private var line = 0
  /// The entries of all samples, and where each sample's end.
  private var columns: [Int32] = []
  private var entries: [Float] = []
  private var ends: [Int] = []
  private var largestIndex = 0
  private var values: [Float] = []
  private var table = LabelTable()

  private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

  /// Reads all samples. Without a count of features in the options, there are as many as the model
  /// takes or else, of training data, as the largest index.
  static func read(
    _ bytes: [UInt8], file: String, options: DataSpecification.LIBSVMOptions,
    for purpose: SamplePurpose, task: Task
  ) throws(DataError) -> RawSamples {
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
      file: file, task: task, needsLabels: purpose.needsLabels, bound: bound)
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(DataError) in try source.readAll(buffer) }
    }
    try result.get()
    return try source.samples(
      featureCount: options.featureCount ?? modelCount ?? source.largestIndex)
  }

  private init(file: String, task: Task, needsLabels: Bool, bound: (Int, String)) {
    self.file = file
    self.task = task
    self.needsLabels = needsLabels
    self.bound = bound
  }

  private func samples(featureCount: Int) throws(DataError) -> RawSamples {
    guard !ends.isEmpty else { throw DataError(file, "the file is empty") }
    guard featureCount > 0 else { throw DataError(file, "no line has a feature") }
    let (count, overflow) = ends.count.multipliedReportingOverflow(by: featureCount)
    guard !overflow, count <= DataLimits.valueCountMaximum else {
      throw DataError(
        file,
        "\(ends.count) samples of \(featureCount) features are more values than the "
          + "\(DataLimits.valueCountMaximum) allowed")
    }
    var features = [Float](repeating: 0, count: count)
    var entry = 0
    for (sample, end) in ends.enumerated() {
      while entry < end {
        features[sample * featureCount + Int(columns[entry])] = entries[entry]
        entry += 1
      }
    }
    return RawSamples(
      file: file, sampleCount: ends.count, columnCount: featureCount,
      features: .floats(features),
      labels: task == .regression ? .values(values, width: 1) : .classes(table))
  }

  private mutating func readAll(_ bytes: UnsafeBufferPointer<UInt8>) throws(DataError) {
    var rest = bytes[...]
    if rest.starts(with: [0xEF, 0xBB, 0xBF]) { rest = rest.dropFirst(3) }
    while !rest.isEmpty {
      line += 1
      let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
      try readLine(rest[rest.startIndex..<end])
      rest = rest[min(end + 1, rest.endIndex)...]
    }
  }

  private mutating func readLine(_ bytes: Bytes) throws(DataError) {
    var rest = bytes.prefix { $0 != UInt8(ascii: "#") }
    guard let label = Self.word(&rest) else { return }
    var previous = 0
    if needsLabels {
      try appendLabel(label)
    } else if label.contains(UInt8(ascii: ":")) {
      // A line without a label begins with an entry.
      previous = try appendEntry(label, after: 0)
    }
    while let word = Self.word(&rest) {
      let index = try appendEntry(word, after: previous)
      previous = index
    }
    largestIndex = max(largestIndex, previous)
    ends.append(entries.count)
  }

  /// The next bytes without blanks, taken from the front.
  private static func word(_ rest: inout Bytes) -> Bytes? {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
    guard let start = rest.firstIndex(where: { !isBlank($0) }) else { return nil }
    let end = rest[start...].firstIndex(where: isBlank) ?? rest.endIndex
    defer { rest = rest[end...] }
    return rest[start..<end]
  }

  private mutating func appendLabel(_ word: Bytes) throws(DataError) {
    let value = try number(word, "the label")
    if task == .regression {
      values.append(value)
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
    guard index > 0 else {
      throw DataError(file, "line \(line) has the index 0, but indexes start from 1")
    }
    guard index > previous else {
      throw DataError(
        file, "line \(line) has index \(index) after index \(previous), but they must ascend")
    }
    guard index <= bound.count else {
      throw DataError(
        file,
        "line \(line) has index \(index), beyond the \(bound.count) features \(bound.origin)")
    }
    let value = try number(word[(colon + 1)...], "feature \(index)")
    columns.append(Int32(index - 1))
    entries.append(value)
    return index
  }

  private func number(_ bytes: Bytes, _ what: String) throws(DataError) -> Float {
    switch DecimalNumber(bytes) {
    case .value(let value): return value
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
