import Coordination
import Rendering
import Text

// How a run ended: a word, a code for why, the sentence for people, and what the sentence says.
extension RunOutcome {
  /// One word for how the run ended.
  public var word: String {
    switch self {
    case .completed: "completed"
    case .interrupted: "interrupted"
    case .failed: "failed"
    }
  }

  var members: [JSON.Member] {
    let said: [JSON.Member] =
      switch self {
      case .completed(let completion): completion.members
      case .interrupted(let reason): reason.members("reason_code")
      case .failed(let failure): failure.members
      }
    return [.text("outcome", word), .text("reason", reason)] + said
  }

  /// What a line says. Where it has no code, or one that this program does not know, its sentence is
  /// all that is known; nil where it does not say how the run ended.
  init?(_ line: LogMembers) {
    let sentence = line.text("reason") ?? ""
    let code = line.text("reason_code") ?? ""
    switch line.text("outcome") {
    case "completed": self = .completed(.init(code, line) ?? .worded(sentence))
    case "interrupted": self = .interrupted(.init("reason_code", line) ?? .worded(sentence))
    case "failed": self = .failed(.init(code, line) ?? .worded(sentence))
    default: return nil
    }
  }
}

extension RunOutcome.Completion {
  private var code: String? {
    switch self {
    case .allSteps: "all_steps"
    case .noSteps: "no_steps"
    case .accuracy: "target_accuracy"
    case .loss: "target_loss"
    case .patience: "patience"
    case .worded: nil
    }
  }

  fileprivate var members: [JSON.Member] {
    (code.map { [.text("reason_code", $0)] } ?? []) + values
  }

  private var values: [JSON.Member] {
    switch self {
    case .allSteps(let count): [.count("steps", count)]
    case .noSteps, .worded: []
    case .accuracy(let accuracy, let target):
      [.number("accuracy", accuracy), .number("target", target)]
    case .loss(let loss, let target): [.number("loss", loss), .number("target", target)]
    case .patience(let epochs, let best):
      [
        .count("epochs", epochs), .number("best_loss", best.loss),
        .count("best_version", best.version),
      ]
    }
  }

  fileprivate init?(_ code: String, _ line: LogMembers) {
    let completion: Self? =
      switch code {
      case "all_steps": line.count("steps").map { .allSteps($0) }
      case "no_steps": .noSteps
      case "target_accuracy": line.reached("accuracy").map { .accuracy($0, target: $1) }
      case "target_loss": line.reached("loss").map { .loss($0, target: $1) }
      case "patience": Self.patience(line)
      default: nil
      }
    guard let completion else { return nil }
    self = completion
  }

  private static func patience(_ line: LogMembers) -> Self? {
    guard let epochs = line.count("epochs"), let loss = line.number("best_loss"),
      let version = line.count("best_version")
    else { return nil }
    return .patience(epochs: epochs, best: .init(version: version, loss: loss))
  }
}

extension RunOutcome.Failure {
  private var code: String? {
    switch self {
    case .data: "data"
    case .lastCheckpoint: "last_checkpoint"
    case .loss: "non_finite_loss"
    case .gradient: "non_finite_gradient"
    case .update: "non_finite_update"
    case .validation: "non_finite_validation"
    case .worded: nil
    }
  }

  fileprivate var members: [JSON.Member] {
    (code.map { [.text("reason_code", $0)] } ?? []) + values
  }

  private var values: [JSON.Member] {
    switch self {
    case .data, .worded: []
    case .lastCheckpoint(let version, let cause):
      [.count("version", version), .text("cause", cause)]
    case .loss(let loss, let step, let epoch), .validation(let loss, let step, let epoch):
      [.text("loss", loss.rawValue)] + Self.place(step, epoch)
    case .gradient(let worker, let step, let epoch):
      [.text("worker", worker)] + Self.place(step, epoch)
    case .update(let step, let epoch): Self.place(step, epoch)
    }
  }

  private static func place(_ step: UInt64, _ epoch: UInt64) -> [JSON.Member] {
    [.count("step", step), .count("epoch", epoch)]
  }

  fileprivate init?(_ code: String, _ line: LogMembers) {
    if code == "data", let reason = line.text("reason") {
      self = .data(reason)
      return
    }
    if code == "last_checkpoint", let version = line.count("version"),
      let cause = line.text("cause")
    {
      self = .lastCheckpoint(version: version, cause)
      return
    }
    guard let step = line.count("step"), let epoch = line.count("epoch") else { return nil }
    let loss = line.text("loss").flatMap { NonFiniteNumber(rawValue: $0) }
    let failure: Self? =
      switch code {
      case "non_finite_loss": loss.map { .loss($0, step: step, epoch: epoch) }
      case "non_finite_validation": loss.map { .validation($0, step: step, epoch: epoch) }
      case "non_finite_gradient":
        line.text("worker").map { .gradient(worker: $0, step: step, epoch: epoch) }
      case "non_finite_update": .update(step: step, epoch: epoch)
      default: nil
      }
    guard let failure else { return nil }
    self = failure
  }
}

extension LogMembers {
  /// A figure with the one that it was to reach.
  fileprivate func reached(_ key: String) -> (Double, Double)? {
    guard let value = number(key), let target = number("target") else { return nil }
    return (value, target)
  }
}
