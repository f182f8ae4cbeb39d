import Hashing

/// What the head of a message says of its payload's bytes, so that the receiver finds any damage. It
/// is computed once for a payload, however often that is sent.
public struct PayloadChecksum: Equatable, Sendable {
  /// Stands for no checksum: of a payload that can't be damaged on its way. The head that says so has
  /// a checksum of its own.
  public static let none = PayloadChecksum(value: 0)

  let value: UInt64

  init(value: UInt64) {
    self.value = value
  }

  /// The checksum (XXH3, 64 bits) of a payload's bytes.
  public init(of bytes: UnsafeRawBufferPointer) {
    let hash = XXH3.hash(bytes)
    value = hash == 0 ? 1 : hash
  }

  /// The checksum of a payload of these floats.
  public init(of floats: UnsafeMutableBufferPointer<Float>) {
    self.init(of: UnsafeRawBufferPointer(floats))
  }
}
