/// What the head of a message says of its payload's bytes, so that the receiver finds any damage. It
/// is computed once for a payload, however often that is sent.
public struct PayloadChecksum: Equatable, Sendable {
  let value: UInt64

  init(value: UInt64) {
    self.value = value
  }

  /// The checksum (XXH3, 64 bits) of a payload's bytes.
  public init(of bytes: UnsafeRawBufferPointer) {
    value = XXH3.hash(bytes)
  }

  /// The checksum of a payload of these floats.
  public init(of floats: UnsafeMutableBufferPointer<Float>) {
    self.init(of: UnsafeRawBufferPointer(floats))
  }
}
