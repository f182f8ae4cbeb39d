import CommandLineParsing
import Coordination
import Jobs
import Platform
import Reports

/// What `ps scale` takes beside the job and what it passes on to `ps launch`.
struct ScaleOptions {
  static let table: [CommandOption] = [
    option(
      "workers", value: "LIST", summary: "The numbers of workers, such as 1,2,4; 1 is measured too",
      isRequired: true),
    option(
      "scaling", value: "KINDS", summary: "What to measure: strong, weak or both",
      default: "strong,weak"),
    option("repeats", value: "N", summary: "How often each point is run", default: "5"),
    option(
      "warm-up", value: "STEPS", summary: "Steps at the beginning of each run that do not count",
      default: "20"),
    option(
      "steps", value: "N", summary: "Steps of each run that are measured, after those",
      default: "100"),
    option(
      "out", value: "DIR", form: .folder,
      summary: "Where to write the report and the runs; there must be no other in it",
      isRequired: true),
    CommandOption(
      flag: "quiet", summary: "Show nothing but failures and the report's files", group: "Scaling"),
  ]

  private static func option(
    _ name: String, value: String, form: ValueForm = .text, summary: String,
    default defaultText: String? = nil, isRequired: Bool = false
  ) -> CommandOption {
    CommandOption(
      name, value: value, form: form, summary: summary, default: defaultText, group: "Scaling",
      isRequired: isRequired)
  }

  /// How long a run is, and where it says what, is not the caller's to choose.
  private static let ownNames: Set<String> =
    Set(table.map(\.name)).union([
      "batch", "micro-batches", "epochs", "hosts", "hostfile", "resume", "allow-changed-data",
      "workers-expected",
      "workers-min", "log-every",
      "log-format",
    ])

  /// What `ps launch` takes and gets as it was given.
  static let passedOn = launchOptions.filter { !ownNames.contains($0.name) }

  /// Where the workers are started; `ps launch` gets those of them that a point has.
  static let places = launchOptions.filter { ["hosts", "hostfile"].contains($0.name) }

  /// The work of one worker; `ps launch` gets that of each point.
  static let work = launchOptions.filter { ["batch", "micro-batches"].contains($0.name) }

  private static let launchOptions = LaunchOptions.table + LaunchOptions.passedOn

  let workers: [Int]
  let kinds: [ScalingKind]
  let repeats: Int
  let warmUp: UInt64
  let steps: UInt64
  let folder: String
  let isQuiet: Bool

  init(_ arguments: ParsedArguments) throws(UsageError) {
    workers = try Self.workers(arguments.text("workers") ?? "")
    kinds = try Self.kinds(arguments.text("scaling") ?? "strong,weak")
    repeats = try arguments.wholeNumber("repeats", in: 1...1000) ?? 5
    warmUp = UInt64(try arguments.wholeNumber("warm-up", in: 0...1_000_000) ?? 20)
    steps = UInt64(try arguments.wholeNumber("steps", in: 1...1_000_000_000) ?? 100)
    folder = arguments.text("out") ?? "."
    isQuiet = arguments.isSet("quiet")
  }

  private static func workers(_ text: String) throws(UsageError) -> [Int] {
    var counts: [Int] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let count = Int(part), (1...Limits.sessionsMax).contains(count) else {
        throw UsageError(
          "--workers must be numbers of workers from 1 to \(Limits.sessionsMax) with commas between "
            + "them, such as 1,2,4, not '\(text)'")
      }
      guard !counts.contains(count) else {
        throw UsageError("--workers names \(count) twice")
      }
      counts.append(count)
    }
    return counts
  }

  private static func kinds(_ text: String) throws(UsageError) -> [ScalingKind] {
    var kinds: [ScalingKind] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      guard let kind = ScalingKind(rawValue: String(part)) else {
        throw UsageError("--scaling must be strong, weak or strong,weak, not '\(text)'")
      }
      kinds.append(kind)
    }
    return kinds
  }

  /// The arguments that were given for `ps launch`.
  static func passed(_ arguments: ParsedArguments) -> [String] {
    var passed: [String] = []
    for option in passedOn {
      // What the environment gives, the launcher reads there itself.
      guard let value = arguments.value(option.name), case .flag = value.origin else { continue }
      if case .flag(let inverse) = option.kind {
        if value.text == "true" {
          passed.append("--\(option.name)")
        } else if let inverse {
          passed.append("--\(inverse)")
        }
      } else {
        passed.append("--\(option.name)=\(value.text)")
      }
    }
    return passed
  }
}
