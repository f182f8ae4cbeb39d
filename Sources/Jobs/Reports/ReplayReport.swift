import Text

/// What came of computing a run again, for people and for programs.
public struct ReplayReport: Sendable {
  private let checkpoint: String
  private let version: UInt64
  private let checkpointDigest: String
  private let replayedDigest: String

  /// A report on the checkpoint of this path and version.
  ///
  /// - Parameters:
  ///   - checkpointDigest: SHA-256 of θ's bytes in the checkpoint, in hexadecimal.
  ///   - replayedDigest: the same of the θ that was computed.
  public init(
    checkpoint: String, version: UInt64, checkpointDigest: String, replayedDigest: String
  ) {
    self.checkpoint = checkpoint
    self.version = version
    self.checkpointDigest = checkpointDigest
    self.replayedDigest = replayedDigest
  }

  /// Whether both are the same, bit for bit.
  public var isSame: Bool { checkpointDigest == replayedDigest }

  /// Lines of words and figures.
  public var text: String {
    alignedLines([
      ("checkpoint", checkpoint),
      ("version", DecimalText.grouped(version) + " (updates applied to θ)"),
      ("SHA-256 of θ", checkpointDigest),
      ("replayed", replayedDigest),
      ("verdict", isSame ? "the same, bit for bit" : "different"),
    ])
  }

  /// One object.
  public var json: JSON {
    .object([
      .init("checkpoint", .string(checkpoint)),
      .init("version", .integer(Int64(clamping: version))),
      .init("parameters_sha256", .string(checkpointDigest)),
      .init("replayed_sha256", .string(replayedDigest)),
      .init("same", .bool(isSame)),
    ])
  }
}
