/// How much a JSON text may ask of its reader.
public enum JSONLimits {
  /// The longest text that is read; as long as the longest safetensors header.
  public static let byteCountMaximum = 100_000_000
  /// How deeply arrays and objects may be nested: recursion, and so the stack, is bounded by it.
  public static let depthMaximum = 128
}
