import Learning

/// Files in memory, for sources that read through `FileReading`.
struct Files {
  struct Missing: Error, CustomStringConvertible {
    let path: String
    var description: String { "no file \(path)" }
  }

  var contents: [String: [UInt8]] = [:]

  func reading(_ path: String) throws -> [UInt8] {
    guard let bytes = contents[path] else { throw Missing(path: path) }
    return bytes
  }
}

/// Loads `training` from a file that holds `text`, and likewise for validation.
func load(
  _ training: String, _ text: String, validation: String? = nil, _ validationText: String = "",
  task: Task
) throws -> LoadedData {
  try load(
    training, Array(text.utf8), validation: validation, Array(validationText.utf8), task: task)
}

/// Loads `training` from a file that holds `bytes`, and likewise for validation.
func load(
  _ training: String, _ bytes: [UInt8], validation: String? = nil, _ validationBytes: [UInt8] = [],
  task: Task
) throws -> LoadedData {
  try loadData(
    training: try DataSpecification(training),
    validation: try validation.map { try DataSpecification($0) }, task: task,
    reading: Files(contents: ["train": bytes, "valid": validationBytes]).reading)
}

/// The sentence of the error that `body` throws; nil if it throws none.
func sentence<Value>(_ body: () throws -> Value) -> String? {
  do {
    _ = try body()
    return nil
  } catch {
    return "\(error)"
  }
}

extension Dataset {
  /// All features, as `gather` gives them.
  var gathered: [Float] {
    [Float](unsafeUninitializedCapacity: sampleCount * featureCount) { buffer, count in
      if let base = buffer.baseAddress { gather(0..<sampleCount, into: base) }
      count = sampleCount * featureCount
    }
  }

  /// The class indexes; empty if targets are values.
  var classes: [Int] {
    if case .classes(let classes, _) = targets { classes.map { Int($0) } } else { [] }
  }

  /// The number of classes; 0 if targets are values.
  var classCount: Int {
    if case .classes(_, let count) = targets { count } else { 0 }
  }

  /// The target values; empty if targets are classes.
  var values: [Float] {
    if case .values(let values, _) = targets { values } else { [] }
  }

  /// How many values each sample has; 0 if targets are classes.
  var valueWidth: Int {
    if case .values(_, let width) = targets { width } else { 0 }
  }
}
