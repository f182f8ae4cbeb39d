import Coordination
import Rendering
import Text

// Why a server or a worker was asked to stop: a code under a key that the caller chooses, and a signal's
// number.
extension StopReason {
  /// None where it is in words alone.
  func members(_ key: String) -> [JSON.Member] {
    switch self {
    case .interrupted: [.text(key, "interrupted")]
    case .terminated: [.text(key, "terminated")]
    case .hungUp: [.text(key, "hung_up")]
    case .processorTime: [.text(key, "processor_time")]
    case .signal(let number): [.text(key, "signal"), .count("signal", number)]
    case .parentEnded: [.text(key, "parent_ended")]
    case .launcherEnded: [.text(key, "launcher_ended")]
    case .worded: []
    }
  }

  /// Nil where a line says it in words alone.
  init?(_ key: String, _ line: LogMembers) {
    let reason: Self? =
      switch line.text(key) {
      case "interrupted": .interrupted
      case "terminated": .terminated
      case "hung_up": .hungUp
      case "processor_time": .processorTime
      case "signal": line.count("signal", atMost: 1024).map { .signal(Int32($0)) }
      case "parent_ended": .parentEnded
      case "launcher_ended": .launcherEnded
      default: nil
      }
    guard let reason else { return nil }
    self = reason
  }
}
