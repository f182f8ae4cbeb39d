import CommandLineParsing
import Coordination
import Hashing
import Jobs
import Platform
import Replay
import Storage
import Tensors
import Text
import TrainingWorker

/// `ps replay`: computes a run again and compares.
enum ReplayCommand: ServerCommand {
  static let command = Command(
    "replay", summary: "Compute a run again, in one process, and compare the bits of θ",
    discussion: [
      "Starts from the job in the checkpoint. Where workers' gradients were applied in an order that "
        + "depends on time (--mode async and bounded, and sync with --drop), follows the run's apply "
        + "log, \(AppliedLog.fileName). It takes about as long as one worker would.",
      "Exit codes: 0 the bits are the same, 1 they are not, 2 something can't be read. Processors of "
        + "different families may compute other bits: see OPENBLAS_CORETYPE in the README.",
    ],
    operands: [Operand("RUN", form: .folder, summary: "The run's folder")],
    options: [
      CommandOption(
        "checkpoint", value: "FILE", form: .file,
        summary: "The checkpoint of the run to arrive at", default: "its newest whole one"),
      CommandOption(
        "data-dir", value: "DIR", form: .folder,
        summary: "Look for the job's data files in this folder instead of where the job says"),
      CommandOption(flag: "json", summary: "Print one JSON object"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let folder = arguments.operands[0]
    try Files.checkIsFolder(folder, "with a run to replay")
    let checkpoint = try Checkpoint(arguments.text("checkpoint") ?? folder)
    let job = checkpoint.job
    let log =
      Replay<NetworkWorkload>.needsLog(job.coordinatorConfiguration)
      ? try readLog(of: folder, to: checkpoint.version) : []
    let data = try JobData(
      job, folder: arguments.text("data-dir"),
      reading: Files.contents(ofFileOrPipe:), memory: { ThisProcess.availableMemory })
    try check(data.facts, against: checkpoint, in: folder)
    var initial: InitialParameters?
    if case .digest(let digest) = job.initialWeights {
      initial = try InitialParameters(keptIn: folder, digest: digest, for: data.network)
    }
    try RoomCheck.matrices()
    let replay = Replay(job, data, initial: initial, log: log)
    do {
      var progress = ReplayProgress(of: checkpoint.version)
      defer { progress.end() }
      while replay.version < checkpoint.version {
        try replay.advance()
        progress.show(replay.version)
      }
    } catch {
      throw RunFailure("'\(folder)' can't be replayed: \(error)", exitCode: .usage)
    }
    let digest = Hexadecimal.text(SHA256.hash(UnsafeRawBufferPointer(replay.parameters)))
    let report = ReplayReport(
      checkpoint: checkpoint.path, version: checkpoint.version,
      checkpointDigest: checkpoint.digest, replayedDigest: digest)
    try Console.output(arguments.isSet("json") ? report.json.description + "\n" : report.text)
    return (report.isSame ? ExitCode.success : ExitCode.failure).rawValue
  }

  /// Other data give other bits, whatever the program does.
  private static func check(
    _ found: DataFacts, against checkpoint: Checkpoint, in folder: String
  ) throws(UsageError) {
    guard let trained = checkpoint.data else { return }
    if let version = trained.changedAt.first {
      throw UsageError(
        "the run in '\(folder)' can't be replayed: it went on with other data after step \(version)"
      )
    }
    var facts = found
    // What it was evaluated on moved no weight.
    facts.fingerprint.validation = trained.facts.fingerprint.validation
    let changes = trained.changes(to: facts, of: checkpoint.job)
    guard changes.isEmpty else {
      throw UsageError(
        "the run in '\(folder)' can't be replayed: \(changes.joined(separator: "; "))")
    }
  }

  /// What is needed of a checkpoint; its bytes, three times as large as θ, are not kept.
  private struct Checkpoint {
    let path: String
    let version: UInt64
    let job: Job
    let data: ModelData?
    let digest: String

    init(_ argument: String) throws {
      let file = try CheckpointArgument(argument)
      path = file.path
      version = file.contents.description.version
      let model = try file.model()
      job = model.job
      data = model.data
      digest = file.bytes.withUnsafeBytes { bytes in
        let parameters = UnsafeRawBufferPointer(rebasing: bytes[file.contents.parameters])
        return Hexadecimal.text(SHA256.hash(parameters))
      }
    }
  }

  private static func readLog(of folder: String, to version: UInt64) throws -> [AppliedUpdate] {
    let path = "\(folder)/\(AppliedLog.fileName)"
    guard !Files.isMissing(path) else {
      throw UsageError("the run in '\(folder)' can't be replayed: it has no \(AppliedLog.fileName)")
    }
    let bytes = try Files.regularContents(of: path)
    do {
      let updates = try bytes.withUnsafeBytes { try AppliedLog.read($0) }
      // Nothing that comes after the checkpoint is needed, nor what it reads.
      return Array(updates.prefix(Int(clamping: version)))
    } catch {
      throw UsageError("\(path): \(error)")
    }
  }
}

/// A line on the terminal that says how far a replay has come.
private struct ReplayProgress {
  private static let interval = Interval.milliseconds(100)

  private let total: UInt64
  private let clock = MonotonicClock()
  private let start: Instant
  private var next: Instant
  private var line = TerminalLine()

  init(of total: UInt64) {
    self.total = total
    start = clock.now
    next = start + Self.interval
  }

  mutating func show(_ version: UInt64) {
    guard line != nil, clock.now >= next else { return }
    next = clock.now + Self.interval
    // Its updates are all alike, and computed by one process from beginning to end.
    let elapsed = (clock.now - start).inSeconds
    let left = elapsed / Double(max(1, version)) * Double(total - version)
    var status = StatusLine()
    status.append(
      .init("replayed \(version) of \(total) updates", worth: 1),
      .init("\(version)/\(total)", worth: 3))
    status.append(
      .init(
        StyledText(DecimalText.wholeDuration(seconds: left)) + StyledText(" left", .dim), worth: 2))
    line?.draw(status)
  }

  mutating func end() {
    line?.end()
  }
}
