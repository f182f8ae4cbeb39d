/// The names of checkpoint files, which sort by version: `checkpoint-0000000100.safetensors`.
public enum CheckpointName {
  /// A second name of the newest checkpoint.
  public static let latest = "latest.safetensors"
  /// The first θ of a run that was given one: needed as long as there is no checkpoint, and for
  /// replaying.
  public static let initial = "initial.safetensors"
  /// The newest θ alone, for programs that take nothing but weights.
  public static let model = "model.safetensors"
  /// The θ of the validation that was best so far, alone.
  public static let best = "best.safetensors"
  /// What a checkpoint is called until it is whole. There is one at a time, so a crash leaves one at
  /// most, and the next checkpoint takes its place.
  static let temporary = "checkpoint.safetensors.partial"
  /// What the second name is called until it replaces the one before.
  static let temporaryLatest = "latest.safetensors.partial"

  /// The file's name for a version.
  public static func fileName(version: UInt64) -> String {
    let digits = version.description
    let zeros = String(repeating: "0", count: max(0, digitCount - digits.utf8.count))
    return prefix + zeros + digits + suffix
  }

  /// The version that a file's name (without folder) says; nil where it is no checkpoint's.
  public static func version(fileName: String) -> UInt64? {
    guard fileName.hasPrefix(prefix), fileName.hasSuffix(suffix),
      let version = UInt64(fileName.dropFirst(prefix.count).dropLast(suffix.count)),
      // Only the name that this version is given: no sign, no other number of digits.
      self.fileName(version: version) == fileName
    else { return nil }
    return version
  }

  private static let prefix = "checkpoint-"
  private static let suffix = ".safetensors"
  private static let digitCount = 10
}
