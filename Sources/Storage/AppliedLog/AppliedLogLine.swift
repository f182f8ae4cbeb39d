import Coordination
import Text

/// One line of a run's `applied.jsonl`, a compact JSON object:
///
///     {"generation":2,"resumed_at":40}
///     {"version":41,"read":39,"step":40,"session":2,"micro_batches":"0-3,6-7"}
public enum AppliedLogLine: Equatable, Sendable {
  /// A server of this generation adds updates from here on, the first of which turns `version` into
  /// the next. What stands above of later versions no longer counts.
  case start(generation: UInt64, version: UInt64)
  /// An update.
  case update(AppliedUpdate)

  /// Adds the line with its end to `bytes`.
  public func encode(to bytes: inout [UInt8]) {
    switch self {
    case .start(let generation, let version):
      bytes += #"{"generation":"#.utf8
      bytes += generation.description.utf8
      bytes += #","resumed_at":"#.utf8
      bytes += version.description.utf8
    case .update(let update):
      bytes += #"{"version":"#.utf8
      bytes += update.version.description.utf8
      bytes += #","read":"#.utf8
      bytes += update.readVersion.description.utf8
      bytes += #","step":"#.utf8
      bytes += update.step.description.utf8
      bytes += #","session":"#.utf8
      bytes += update.session.rawValue.description.utf8
      bytes += #","micro_batches":""#.utf8
      bytes += NumberRuns.text(update.microBatches).utf8
      bytes.append(UInt8(ascii: "\""))
    }
    bytes += "}\n".utf8
  }

  /// Reads a line, without its end.
  ///
  /// - Throws: why it is none; one clause.
  init(_ bytes: UnsafeRawBufferPointer) throws(AppliedLogError.Reason) {
    let json: JSON
    do { json = try JSON.parse(bytes) } catch { throw .notJSON(error.reason) }
    guard let members = json.objectValue else { throw .noObject }
    var keys = members.map(\.key)[...]
    func number(_ key: String) throws(AppliedLogError.Reason) -> UInt64 {
      guard let value = json[key] else { throw .missing(key) }
      guard let number = value.integerValue, number >= 0 else { throw .notACount(key) }
      keys.removeAll { $0 == key }
      return UInt64(number)
    }
    if json["generation"] != nil {
      self = .start(generation: try number("generation"), version: try number("resumed_at"))
    } else {
      let version = try number("version")
      let read = try number("read")
      let step = try number("step")
      guard let session = UInt32(exactly: try number("session")) else {
        throw .notACount("session")
      }
      guard let text = json["micro_batches"]?.stringValue else { throw .missing("micro_batches") }
      keys.removeAll { $0 == "micro_batches" }
      guard read < version else { throw .readsTheFuture(version: version, read: read) }
      guard let runs = NumberRuns.parse(text, below: UInt64(Limits.microBatchesMax)) else {
        throw .notMicroBatches(text)
      }
      self = .update(
        AppliedUpdate(
          version: version, readVersion: read, step: step, session: SessionID(session),
          microBatches: runs.map { Int($0.lowerBound)..<Int($0.upperBound) }))
    }
    if let unknown = keys.first { throw .unknown(unknown) }
  }
}
