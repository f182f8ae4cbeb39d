import Coordination
import Hashing
import Text

/// The bytes of a checkpoint: a safetensors file that PyTorch takes, with the job, the data and the
/// version in its metadata, and checksums that let no damaged byte through.
///
/// A file of θ alone (`model.safetensors`) is the same without the optimizer's state.
public enum CheckpointFile {
  /// The file's bytes up to θ's; θ's bytes follow them and then each state's, unchanged.
  ///
  /// - Parameter checksum: SHA-256 over all the bytes that follow, 32 bytes.
  public static func header(_ description: CheckpointDescription, checksum: [UInt8]) -> [UInt8] {
    precondition(checksum.count == 32)
    var file = Safetensors()
    file.append(metadata: Key.format, "pt")
    file.append(metadata: Key.layout, layout)
    file.append(metadata: Key.version, description.version.description)
    file.append(metadata: Key.generation, description.generation.description)
    if !description.appliedAhead.isEmpty {
      file.append(metadata: Key.appliedAhead, NumberRuns.text(description.appliedAhead))
    }
    if !description.validation.json.isNull {
      file.append(metadata: Key.validation, description.validation.json.description)
    }
    file.append(metadata: Key.job, description.job)
    if let data = description.data { file.append(metadata: Key.data, data) }
    file.append(metadata: Key.checksum, Hexadecimal.text(checksum))
    for tensor in description.parameters {
      precondition(!tensor.name.hasPrefix(statePrefix), "a parameter named like optimizer state")
      file.append(tensor.name, .float32, shape: tensor.shape)
    }
    for name in description.optimizerState {
      file.append(statePrefix + name, .float32, shape: [description.parameterCount])
    }
    file.append(metadata: Key.headerChecksum, Hexadecimal.text(headerChecksum(of: file)))
    return file.encoded()
  }

  /// Checks a file whole (its structure, its sizes, both checksums) and says what it holds and where.
  public static func read(
    _ bytes: UnsafeRawBufferPointer
  ) throws(CheckpointError) -> CheckpointContents {
    let (file, dataOffset) = try Safetensors.decode(bytes)
    let dataChecksum = try text(Key.checksum, of: file)
    var description = CheckpointDescription(
      version: try number(Key.version, of: file), generation: try number(Key.generation, of: file),
      job: try text(Key.job, of: file), data: file[metadata: Key.data], parameters: [],
      optimizerState: [])
    description.appliedAhead = try appliedAhead(of: file, version: description.version)
    description.validation = try validation(of: file, version: description.version)
    var states: [Range<Int>] = []
    var parametersEnd = 0
    for tensor in file.tensors {
      guard tensor.dtype == .float32 else {
        throw .notFloat32(name: tensor.name, dtype: tensor.dtype)
      }
      if tensor.name.hasPrefix(statePrefix) {
        guard tensor.shape.count == 1, tensor.range.count == parametersEnd else {
          throw .stateMismatch(name: tensor.name, parameterCount: parametersEnd / 4)
        }
        description.optimizerState.append(String(tensor.name.dropFirst(statePrefix.count)))
        let range = tensor.range
        states.append(range.lowerBound + dataOffset..<range.upperBound + dataOffset)
      } else {
        guard states.isEmpty else { throw .parameterBehindState(name: tensor.name) }
        description.parameters.append(CheckpointTensor(name: tensor.name, shape: tensor.shape))
        parametersEnd = tensor.range.upperBound
      }
    }
    guard parametersEnd > 0 else { throw .noParameters }
    let expected =
      switch file[metadata: Key.layout] {
      case layout: headerChecksum(of: file)
      case nil: firstHeaderChecksum(description, dataChecksum: dataChecksum)
      case let other?: throw .unknownLayout(other)
      }
    guard try text(Key.headerChecksum, of: file) == Hexadecimal.text(expected) else {
      throw .headerChecksumMismatch
    }
    let data = UnsafeRawBufferPointer(rebasing: bytes[dataOffset...])
    guard Hexadecimal.text(SHA256.hash(data)) == dataChecksum else { throw .dataChecksumMismatch }
    return CheckpointContents(
      description: description, parameters: dataOffset..<dataOffset + parametersEnd,
      optimizerState: states)
  }

  /// SHA-256 over all metadata but itself, in the order of the keys' bytes, and over the tensors'
  /// names, types and shapes, each text after its length, so that a changed version or job is found
  /// like a changed weight. It does not depend on how the JSON is written.
  private static func headerChecksum(of file: Safetensors) -> [UInt8] {
    var hash = SHA256()
    let metadata = file.metadata.filter { !$0.key.utf8.elementsEqual(Key.headerChecksum.utf8) }
      .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    hash.add(metadata.count.description)
    for metadatum in metadata {
      hash.add(metadatum.key)
      hash.add(metadatum.value)
    }
    for tensor in file.tensors {
      hash.add(tensor.name)
      hash.add(tensor.dtype.rawValue)
      hash.add(tensor.shape.description)
    }
    return hash.finish()
  }

  /// The checksum of headers from before the layout was named, which left out `format`.
  private static func firstHeaderChecksum(
    _ description: CheckpointDescription, dataChecksum: String
  ) -> [UInt8] {
    var hash = SHA256()
    func add(_ text: String) { hash.add(text) }
    add(description.version.description)
    add(description.generation.description)
    if !description.appliedAhead.isEmpty {
      // Only where there are some, so that other files' checksums are what they were.
      add("ahead " + NumberRuns.text(description.appliedAhead))
    }
    if !description.validation.json.isNull {
      add("validation " + description.validation.json.description)
    }
    add(description.job)
    add(dataChecksum)
    add(description.parameters.count.description)
    for tensor in description.parameters {
      add(tensor.name)
      add(tensor.shape.description)
    }
    for name in description.optimizerState { add(name) }
    return hash.finish()
  }

  private static func text(
    _ key: String, of file: Safetensors
  ) throws(CheckpointError) -> String {
    guard let text = file[metadata: key] else { throw .missingMetadata(key: key) }
    return text
  }

  private static func number(
    _ key: String, of file: Safetensors
  ) throws(CheckpointError) -> UInt64 {
    let text = try text(key, of: file)
    // Written back, since "+7" and "007" would be read too.
    guard let number = UInt64(text), number.description == text, number <= Limits.storedNumberMax
    else {
      throw .invalidMetadata(key: key)
    }
    return number
  }

  private static func validation(
    of file: Safetensors, version: UInt64
  ) throws(CheckpointError) -> ValidationHistory {
    guard let text = file[metadata: Key.validation] else { return ValidationHistory() }
    guard let json = try? JSON.parse(Array(text.utf8)), let history = ValidationHistory(json: json),
      history.lastVersion <= version
    else { throw .invalidMetadata(key: Key.validation) }
    return history
  }

  private static func appliedAhead(
    of file: Safetensors, version: UInt64
  ) throws(CheckpointError) -> [UInt64] {
    guard let text = file[metadata: Key.appliedAhead] else { return [] }
    guard let runs = NumberRuns.parse(text, below: .max), let first = runs.first else {
      throw .invalidMetadata(key: Key.appliedAhead)
    }
    var count: UInt64 = 0
    for run in runs {
      let (sum, overflow) = count.addingReportingOverflow(run.upperBound - run.lowerBound)
      guard !overflow, sum <= UInt64(Limits.appliedAheadMax) else {
        throw .invalidMetadata(key: Key.appliedAhead)
      }
      count = sum
    }
    // Of the steps before the first that is missing, none is; it itself is.
    guard count <= version, first.lowerBound > version - count else {
      throw .invalidMetadata(key: Key.appliedAhead)
    }
    return runs.flatMap { $0 }
  }

  private static let statePrefix = "optimizer."
  /// What the metadata says and what its checksum covers. Files without it are of the first layout.
  private static let layout = "2"

  private enum Key {
    /// Tells Python's `safetensors` that the tensors are PyTorch's.
    static let format = "format"
    static let layout = "lockstep.layout"
    static let version = "lockstep.version"
    static let generation = "lockstep.generation"
    static let appliedAhead = "lockstep.applied_ahead"
    static let validation = "lockstep.validation"
    static let job = "lockstep.job"
    static let data = "lockstep.data"
    static let checksum = "lockstep.checksum"
    static let headerChecksum = "lockstep.header_checksum"
  }
}

extension SHA256 {
  /// Goes on with a text, after its length.
  fileprivate mutating func add(_ text: String) {
    let bytes = Array(text.utf8)
    update(Array("\(bytes.count):".utf8))
    update(bytes)
  }
}
