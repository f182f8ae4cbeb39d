import Coordination
import Rendering
import Text

// Why a session ended: a code, the sentence for people, and what the sentence says.
extension DepartureReason {
  var members: [JSON.Member] {
    (code.map { [.text("reason_code", $0)] } ?? []) + [.text("reason", description)] + values
  }

  /// Nil where the log that this was read from had none.
  private var code: String? {
    switch self {
    case .goodbye: "goodbye"
    case .unable: "unable"
    case .misconduct(let misconduct): misconduct.code
    case .badFrame: "bad_frame"
    case .helloAgain: "hello_again"
    case .disconnected: "disconnected"
    case .unread: "unread"
    case .silent: "silent"
    case .displacedBeforeReady: "displaced_before_ready"
    case .displacedWithoutResults: "displaced_without_results"
    case .stalled: "stalled"
    case .keyRevoked: "key_revoked"
    case .worded: nil
    }
  }

  private var values: [JSON.Member] {
    switch self {
    case .silent(let time), .stalled(let time): [.seconds("seconds", time)]
    case .keyRevoked(let name): [.text("key", name)]
    case .badFrame(let mistake): [.text("mistake", mistake)]
    case .misconduct(let misconduct): misconduct.values
    case .goodbye(let reason): reason.members
    case .unable(let reason): reason.members
    case .helloAgain, .disconnected, .unread, .displacedBeforeReady,
      .displacedWithoutResults, .worded:
      []
    }
  }

  /// What a line says. Where it has no code, or one that this program does not know, its sentence is
  /// all that is known.
  init(_ line: LogMembers) {
    let sentence = line.text("reason") ?? ""
    let reason: DepartureReason? =
      switch line.text("reason_code") {
      case "goodbye": .goodbye(GoodbyeReason(line) ?? .other(sentence))
      case "unable": .unable(UnableReason(line) ?? .other(sentence))
      case "bad_frame": line.text("mistake").map { .badFrame($0) }
      case "hello_again": .helloAgain
      case "disconnected": .disconnected
      case "unread": .unread
      case "silent": line.interval("seconds").map { .silent($0) }
      case "displaced_before_ready": .displacedBeforeReady
      case "displaced_without_results": .displacedWithoutResults
      case "stalled": line.interval("seconds").map { .stalled($0) }
      case "key_revoked": line.text("key").map { .keyRevoked($0) }
      case let code?: Misconduct(code, line).map { .misconduct($0) }
      case nil: nil
      }
    self = reason ?? .worded(sentence)
  }
}

extension DepartureReason.Misconduct {
  fileprivate var code: String {
    switch self {
    case .workBeforeReady: "work_before_ready"
    case .emptyPush: "empty_push"
    case .readyAgain: "ready_again"
    case .unknownNode: "unknown_node"
    case .partialStep: "partial_step"
    case .unknownUnit: "unknown_unit"
    case .wrongTally: "wrong_tally"
    }
  }

  fileprivate var values: [JSON.Member] {
    switch self {
    case .workBeforeReady, .emptyPush, .readyAgain: []
    case .unknownNode(let node), .partialStep(let node): [.text("node", node.description)]
    case .unknownUnit(let unit, let count): [.count("unit", unit), .count("units", count)]
    case .wrongTally(let correct, let samples, let unitSamples):
      [
        .count("correct", correct), .count("samples", samples),
        .count("unit_samples", unitSamples),
      ]
    }
  }

  fileprivate init?(_ code: String, _ line: LogMembers) {
    let misconduct: DepartureReason.Misconduct? =
      switch code {
      case "work_before_ready": .workBeforeReady
      case "empty_push": .emptyPush
      case "ready_again": .readyAgain
      case "unknown_node": line.node("node").map { .unknownNode($0) }
      case "partial_step": line.node("node").map { .partialStep($0) }
      case "unknown_unit": Self.unknownUnit(line)
      case "wrong_tally": Self.wrongTally(line)
      default: nil
      }
    guard let misconduct else { return nil }
    self = misconduct
  }

  private static func unknownUnit(_ line: LogMembers) -> DepartureReason.Misconduct? {
    guard let unit = line.int("unit"), let count = line.int("units") else { return nil }
    return .unknownUnit(unit, of: count)
  }

  private static func wrongTally(_ line: LogMembers) -> DepartureReason.Misconduct? {
    guard let correct = line.anyCount("correct"), let samples = line.anyCount("samples"),
      let unitSamples = line.count("unit_samples")
    else { return nil }
    return .wrongTally(correct: correct, samples: samples, unitSamples: unitSamples)
  }
}

// What a worker said of why it leaves: a code of its own. A sentence alone is in its words.
extension GoodbyeReason {
  fileprivate var members: [JSON.Member] {
    switch self {
    case .runOver: [.text("goodbye", "run_over")]
    case .impossibleWork: [.text("goodbye", "impossible_work")]
    case .stopping(let reason): [.text("goodbye", "stopping")] + reason.members("stop")
    case .other: []
    }
  }

  fileprivate init?(_ line: LogMembers) {
    let reason: Self? =
      switch line.text("goodbye") {
      case "run_over": .runOver
      case "impossible_work": .impossibleWork
      case "stopping": StopReason("stop", line).map { .stopping($0) }
      default: nil
      }
    guard let reason else { return nil }
    self = reason
  }
}

extension UnableReason {
  fileprivate var members: [JSON.Member] {
    switch self {
    case .data: [.text("unable", "data")]
    case .memory: [.text("unable", "memory")]
    case .microBatches(let welcome, let job):
      [.text("unable", "micro_batches"), .count("welcome", welcome), .count("job", job)]
    case .stopping(let reason): [.text("unable", "stopping")] + reason.members("stop")
    case .unspecified: [.text("unable", "unspecified")]
    case .other: []
    }
  }

  fileprivate init?(_ line: LogMembers) {
    let reason: Self? =
      switch line.text("unable") {
      case "data": .data
      case "memory": .memory
      case "micro_batches": Self.microBatches(line)
      case "stopping": StopReason("stop", line).map { .stopping($0) }
      case "unspecified": .unspecified
      default: nil
      }
    guard let reason else { return nil }
    self = reason
  }

  private static func microBatches(_ line: LogMembers) -> Self? {
    guard let welcome = line.int("welcome"), let job = line.int("job") else { return nil }
    return .microBatches(welcome: welcome, job: job)
  }
}
