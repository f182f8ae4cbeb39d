import CXXHash

/// The 64-bit hash XXH3 of the xxHash library (https://xxhash.com), with which frames show that they
/// came as they were sent: damage that no one intends is missed with a probability of about 2⁻⁶⁴. It
/// is no protection against someone who changes the checksum, too.
public enum XXH3 {
  /// The hash of the bytes, wherever in memory they begin.
  public static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    xxh3_64bits(bytes.baseAddress, bytes.count)
  }
}
