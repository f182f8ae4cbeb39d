import Hashing
import Storage
import Text

/// What a checkpoint holds, for people and for programs.
public struct CheckpointReport: Sendable {
  private let path: String
  private let byteCount: Int
  private let description: CheckpointDescription
  private let digest: String

  /// A report of the checkpoint in `bytes`, read from `path`, in which `CheckpointFile.read` found
  /// `contents` and with that both checksums to match.
  public init(path: String, _ contents: CheckpointContents, in bytes: [UInt8]) {
    self.path = path
    byteCount = bytes.count
    description = contents.description
    digest = bytes.withUnsafeBytes { bytes in
      let parameters = UnsafeRawBufferPointer(rebasing: bytes[contents.parameters])
      return Hexadecimal.text(SHA256.hash(parameters))
    }
  }

  /// Lines of words and figures.
  public var text: String {
    let count = DecimalText.grouped(UInt64(description.parameterCount))
    let tensors = description.parameters.map { tensor in
      (tensor.name, tensor.shape.map { "\($0)" }.joined(separator: " × "))
    }
    let state = description.optimizerState.map { ($0, count) }
    var text = alignedLines([
      ("checkpoint", path),
      ("size", DecimalText.grouped(UInt64(byteCount)) + " bytes, whole: both checksums match"),
      ("version", DecimalText.grouped(description.version) + " (updates applied to θ)"),
      ("generation", DecimalText.grouped(description.generation) + " (of the server)"),
      ("parameters", count),
      ("SHA-256 of θ", digest),
    ])
    text += "\nparameters\n" + alignedLines(tensors, indent: "  ")
    text += "\noptimizer state\n" + (state.isEmpty ? "  none\n" : alignedLines(state, indent: "  "))
    if let data {
      let report = ModelDataReport(data)
      text += "\ndata\n" + alignedLines(report.lines, indent: "  ")
      if !report.columnLines.isEmpty {
        text += "\ncolumns\n" + alignedLines(report.columnLines, indent: "  ")
      }
    }
    text += "\njob\n"
    if let job = readableJob {
      text += alignedLines(job, indent: "  ")
    } else {
      text += "  \(description.job)\n"
    }
    return text
  }

  /// One object.
  public var json: JSON {
    let tensors = description.parameters.map { tensor in
      JSON.object([
        .init("name", .string(tensor.name)),
        .init("shape", .array(tensor.shape.map { .integer(Int64($0)) })),
      ])
    }
    return .object([
      .init("checkpoint", .string(path)),
      .init("bytes", .integer(Int64(byteCount))),
      .init("checksums_match", true),
      .init("version", .integer(Int64(clamping: description.version))),
      .init("generation", .integer(Int64(clamping: description.generation))),
      .init("parameter_count", .integer(Int64(description.parameterCount))),
      .init("parameters_sha256", .string(digest)),
      .init("parameters", .array(tensors)),
      .init("optimizer_state", .array(description.optimizerState.map { .string($0) })),
      .init(
        "data",
        description.data.map { text in (try? JSON.parse(text)) ?? .string(text) } ?? .null),
      .init("job", (try? JSON.parse(description.job)) ?? .string(description.job)),
    ])
  }

  /// What the checkpoint says of its data; nil also where this program does not understand it.
  private var data: ModelData? { description.data.flatMap { try? ModelData(text: $0) } }

  /// The job's members as they would be given to options, without those that say nothing; also of a
  /// job that this program does not understand. Nil where it is not even an object.
  private var readableJob: [(String, String)]? {
    guard let job = try? JSON.parse(description.job) else { return nil }
    return job.objectValue?.filter { !$0.value.isNull }.map {
      ($0.key, $0.value.stringValue ?? $0.value.description)
    }
  }
}
