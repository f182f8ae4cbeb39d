import CommandLineParsing
import Coordination

/// Hosts in a file, a line each, as MPI's launchers have them:
///
///     # a comment
///     h1 slots=2
///     user@h2 slots=4
///     10.0.0.7            one worker
public enum Hostfile {
  /// Reads the text of the file at a path. Each error names the file and the line.
  public static func parse(_ text: String, path: String) throws(UsageError) -> [WorkerHost] {
    var hosts: [WorkerHost] = []
    var lineOfHost: [String: Int] = [:]
    for (index, line) in text.split(
      omittingEmptySubsequences: false, whereSeparator: \.isNewline
    ).enumerated() {
      let place = "\(path):\(index + 1)"
      let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
      guard let address = words.first else { continue }
      if let mistake = WorkerHost.mistake(inAddress: address) {
        throw UsageError("\(place): \(mistake); a line is: host slots=n")
      }
      var slots: Int?
      for word in words.dropFirst() {
        guard word.hasPrefix("slots=") else {
          throw UsageError("\(place): '\(word)' is not known here; a line is: host slots=n")
        }
        guard slots == nil else { throw UsageError("\(place): slots= stands there twice") }
        guard let number = WorkerHost.slots(word.dropFirst("slots=".count)) else {
          throw UsageError(
            "\(place): '\(word)' must be a number of workers from 1 to \(Limits.sessionsMax)")
        }
        slots = number
      }
      if let earlier = lineOfHost[String(address)] {
        throw UsageError(
          "\(place): '\(address)' stands in line \(earlier) already; give it all its slots there")
      }
      hosts.append(WorkerHost(address: String(address), slots: slots ?? 1))
      lineOfHost[String(address)] = index + 1
    }
    return try hosts.checked(path)
  }
}
