/// A text as the bytes of its UTF-8, which data's texts are compared by: labels of classes, categories
/// and names of columns. A `String` equals others that only look the same: é as one scalar, and e with
/// an accent after it.
public struct ByteText: Hashable, Sendable {
  /// The text.
  public let text: String

  /// A text.
  public init(_ text: String) { self.text = text }

  /// Whether both are the same bytes.
  public static func == (a: ByteText, b: ByteText) -> Bool {
    a.text.utf8.elementsEqual(b.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    hasher.combine(0xFF as UInt8)
  }
}

extension String {
  /// The text as its bytes.
  public var asBytes: ByteText { ByteText(self) }
}

extension Sequence<String> {
  /// The texts as their bytes.
  public var asBytes: [ByteText] { map(\.asBytes) }
}
