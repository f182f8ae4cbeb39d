import Coordination

extension RunLogEntry {
  /// What a line's `event` can say.
  public enum Kind: String, CaseIterable, Sendable {
    case listening
    case workerJoined = "worker_joined"
    case workerLeft = "worker_left"
    case workerRefused = "worker_refused"
    case turnedAway = "turned_away"
    case keysChanged = "keys_changed"
    case badFrame = "bad_frame"
    case strayMessage = "stray_message"
    case repeated
    case discarded
    case duplicatePush = "duplicate_push"
    case clock
    case speculated
    case stepSkipped = "step_skipped"
    case evaluationSkipped = "evaluation_skipped"
    case waiting
    case started
    case step
    case evaluation
    case checkpoint
    case checkpointFailed = "checkpoint_failed"
    case summary
    case crowded
    case resources
    case ended
  }
}

extension RunLogEntry.Event {
  /// What the line's `event` says; nil where this program does not know it.
  public var kind: RunLogEntry.Kind? {
    switch self {
    case .listening: .listening
    case .run(let event): event.kind
    case .crowded: .crowded
    case .resources: .resources
    case .worded(let kind, _): kind
    case .unknown: nil
    }
  }
}

extension RunEvent {
  var kind: RunLogEntry.Kind {
    switch self {
    case .workerJoined: .workerJoined
    case .workerLeft: .workerLeft
    case .workerRefused: .workerRefused
    case .turnedAway: .turnedAway
    case .keysChanged: .keysChanged
    case .badFrame: .badFrame
    case .strayMessage: .strayMessage
    case .repeated: .repeated
    case .discarded: .discarded
    case .duplicatePush: .duplicatePush
    case .clockCompared: .clock
    case .speculated: .speculated
    case .stepSkipped: .stepSkipped
    case .evaluationSkipped: .evaluationSkipped
    case .waiting: .waiting
    case .started: .started
    case .stepCompleted: .step
    case .evaluated: .evaluation
    case .checkpointWritten: .checkpoint
    case .checkpointFailed: .checkpointFailed
    case .summary: .summary
    case .ended: .ended
    }
  }
}
