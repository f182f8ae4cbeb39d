import Text

/// Why bytes are not a safetensors file, or not a checkpoint of Lockstep.
public enum CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Fewer bytes than the 8 that every file starts with.
  case tooShort(byteCount: Int)
  /// A header that is longer than any is allowed to be; as when the file is something else.
  case headerTooLong(byteCount: UInt64)
  /// A header that goes on after the file's end.
  case headerCutShort(byteCount: Int, headerEnd: Int)
  /// A header that does not start with `{`.
  case headerIsNoObject
  /// A header that is not JSON, or has a key twice.
  case headerIsNotJSON(JSONError)
  /// `__metadata__` that does not map texts to texts.
  case metadataNotText(key: String)
  /// A tensor without dtype, shape and data_offsets, or with something else in their place.
  case malformedTensor(name: String)
  /// A dtype that is none, or none with a whole number of bytes.
  case unknownDType(name: String, dtype: String)
  /// A tensor with more bytes than an integer can count.
  case tensorTooLarge(name: String)
  /// A tensor whose place is not as long as its shape and dtype say.
  case sizeMismatch(name: String, shapeByteCount: Int, placeByteCount: Int)
  /// A tensor that starts before the end of the one before it.
  case overlap(name: String, start: Int, end: Int)
  /// A tensor that starts after the end of the one before it.
  case hole(name: String, start: Int, end: Int)
  /// Fewer bytes than the tensors have.
  case dataCutShort(byteCount: Int, dataByteCount: Int)
  /// Bytes after the last tensor's.
  case trailingBytes(count: Int)
  /// A safetensors file without what a checkpoint says beside its tensors.
  case missingMetadata(key: String)
  /// Metadata that is there but cannot be.
  case invalidMetadata(key: String)
  /// A layout that this program does not know; as when a later one has written the file.
  case unknownLayout(String)
  /// A tensor that is not of 32-bit floats.
  case notFloat32(name: String, dtype: Safetensors.DType)
  /// No parameters at all.
  case noParameters
  /// A tensor of optimizer state that is not as long as θ.
  case stateMismatch(name: String, parameterCount: Int)
  /// A parameter that lies behind optimizer state.
  case parameterBehindState(name: String)
  /// A header whose checksum is another than the file says.
  case headerChecksumMismatch
  /// Data whose checksum is another than the file says.
  case dataChecksumMismatch

  /// One sentence, without the file's name.
  public var description: String {
    switch self {
    case .tooShort(let count):
      "the file has \(count) bytes, too few for a checkpoint; it was cut short"
    case .headerTooLong(let count):
      "the file's first 8 bytes announce a header of \(count) bytes, more than the "
        + "\(Safetensors.headerByteCountMaximum) allowed; it is no safetensors file"
    case .headerCutShort(let count, let end):
      "the file ends at byte \(count) but its header goes on to byte \(end); it was cut short"
    case .headerIsNoObject: "the header does not start with “{”; it is no safetensors file"
    case .headerIsNotJSON(let error): "the header is not valid JSON: \(error)"
    case .metadataNotText(let key): "the header's metadata “\(key)” is not a text"
    case .malformedTensor(let name):
      "the header gives “\(name)” no valid dtype, shape and data_offsets"
    case .unknownDType(let name, let dtype): "tensor “\(name)” has the unknown dtype “\(dtype)”"
    case .tensorTooLarge(let name): "tensor “\(name)” has more elements than can be counted"
    case .sizeMismatch(let name, let shape, let place):
      "tensor “\(name)” has \(shape) bytes by its shape but \(place) by its data_offsets"
    case .overlap(let name, let start, let end):
      "tensor “\(name)” starts at data byte \(start), within the tensor before it, which ends at "
        + "\(end)"
    case .hole(let name, let start, let end):
      "tensor “\(name)” starts at data byte \(start) but the tensor before it ends at \(end)"
    case .dataCutShort(let count, let data):
      "the file ends at byte \(count) but its header announces \(data) bytes of tensors; it was "
        + "cut short"
    case .trailingBytes(let count): "the file has \(count) bytes after its last tensor"
    case .missingMetadata(let key):
      "the file is no checkpoint of Lockstep: its metadata has no “\(key)”"
    case .invalidMetadata(let key): "the file's metadata “\(key)” is not valid"
    case .unknownLayout(let layout):
      "the file is of layout “\(layout)”, which this version of Lockstep does not know"
    case .notFloat32(let name, let dtype):
      "tensor “\(name)” is \(dtype.rawValue), and a checkpoint has F32 only"
    case .noParameters: "the file has no parameters"
    case .stateMismatch(let name, let count):
      "optimizer state “\(name)” does not have the \(count) elements that the parameters have"
    case .parameterBehindState(let name): "parameter “\(name)” lies behind the optimizer state"
    case .headerChecksumMismatch:
      "the header's checksum does not match its contents; the file is damaged"
    case .dataChecksumMismatch:
      "the tensors' checksum does not match their bytes; the file is damaged"
    }
  }
}
