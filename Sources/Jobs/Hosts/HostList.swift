import CommandLineParsing
import Coordination

/// Hosts in an argument: `h1:2,h2:4`, a number of workers after each, 1 where there is none.
public enum HostList {
  /// Reads the list.
  ///
  /// - Parameter label: what gave it, such as `--hosts`.
  public static func parse(_ text: String, label: String = "--hosts") throws(UsageError)
    -> [WorkerHost]
  {
    var hosts: [WorkerHost] = []
    var known: Set<String> = []
    for item in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      let address = parts[0]
      if let mistake = WorkerHost.mistake(inAddress: address) {
        throw UsageError("\(label): \(mistake); write it as h1:2,h2:4")
      }
      guard let slots = parts.count == 1 ? 1 : WorkerHost.slots(parts[1]) else {
        throw UsageError(
          "\(label): '\(item)' must have a number of workers from 1 to \(Limits.sessionsMax) after "
            + "its colon")
      }
      guard known.insert(String(address)).inserted else {
        throw UsageError(
          "\(label): '\(address)' stands there twice; give it all its workers at once")
      }
      hosts.append(WorkerHost(address: String(address), slots: slots))
    }
    return try hosts.checked(label)
  }
}
