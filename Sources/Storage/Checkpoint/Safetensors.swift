/// The header of a safetensors file: which tensors follow, where, and some text beside them.
///
/// A file is 8 bytes N, little-endian; N bytes of JSON; and the tensors' bytes, little-endian and
/// row-major, without holes. https://github.com/huggingface/safetensors, "Format".
public struct Safetensors: Equatable, Sendable {
  /// A tensor's name, element type, shape and place.
  public struct Tensor: Equatable, Sendable {
    /// The tensor's name.
    public let name: String
    /// What each element is.
    public let dtype: DType
    /// The sizes of its dimensions; none for a scalar.
    public let shape: [Int]
    /// Where its bytes lie, counted from the start of the data, which follows the header.
    public let range: Range<Int>
  }

  /// A key and a text.
  public struct Metadatum: Equatable, Sendable {
    /// The key.
    public let key: String
    /// The text.
    public let value: String
  }

  /// The types of elements that have a whole number of bytes.
  public enum DType: String, CaseIterable, Sendable {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    case float8E5M2 = "F8_E5M2"
    case float8E4M3 = "F8_E4M3"
    case int16 = "I16"
    case uint16 = "U16"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case int32 = "I32"
    case uint32 = "U32"
    case float32 = "F32"
    case float64 = "F64"
    case int64 = "I64"
    case uint64 = "U64"

    /// How many bytes an element has.
    public var byteCount: Int {
      switch self {
      case .bool, .uint8, .int8, .float8E5M2, .float8E4M3: 1
      case .int16, .uint16, .float16, .bfloat16: 2
      case .int32, .uint32, .float32: 4
      case .float64, .int64, .uint64: 8
      }
    }
  }

  /// The longest header that is read or written, as in the reference implementation.
  public static let headerByteCountMaximum = 100_000_000

  /// The tensors in the order of their places, from 0 on without holes.
  public private(set) var tensors: [Tensor] = []
  /// What the file says beside them, in order.
  public private(set) var metadata: [Metadatum] = []

  /// A header without tensors.
  public init() {}

  /// How many bytes all tensors have together.
  public var dataByteCount: Int { tensors.last?.range.upperBound ?? 0 }

  /// The text under a key.
  public subscript(metadata key: String) -> String? {
    metadata.first { $0.key.utf8.elementsEqual(key.utf8) }?.value
  }

  /// Adds a tensor after the last one. Its name must be new.
  public mutating func append(_ name: String, _ dtype: DType, shape: [Int]) {
    precondition(name != Self.metadataKey, "a reserved name")
    let start = dataByteCount
    let count = shape.reduce(1, *) * dtype.byteCount
    tensors.append(Tensor(name: name, dtype: dtype, shape: shape, range: start..<start + count))
  }

  /// Adds a text. Its key must be new.
  public mutating func append(metadata key: String, _ value: String) {
    metadata.append(Metadatum(key: key, value: value))
  }

  /// For the decoder, which has checked the places.
  init(tensors: [Tensor], metadata: [Metadatum]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  static let metadataKey = "__metadata__"
}
