import Text

/// Why and where a text is not a run's `applied.jsonl`.
public struct AppliedLogError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong.
  public enum Reason: Error, Equatable, Sendable {
    case notJSON(JSONError.Reason)
    case noObject
    case missing(String)
    case unknown(String)
    case notACount(String)
    case notMicroBatches(String)
    case readsTheFuture(version: UInt64, read: UInt64)
    case noStart
    case olderGeneration(UInt64, after: UInt64)
    case startBehindEnd(version: UInt64, recorded: UInt64)
    case notNext(version: UInt64, recorded: UInt64)
  }

  /// What is wrong.
  public let reason: Reason
  /// The line of the place, from 1.
  public let line: Int

  /// One sentence that begins with the place.
  public var description: String { "line \(line): \(sentence)" }

  private var sentence: String {
    switch reason {
    case .notJSON(let reason): "this is not JSON: " + JSONError.sentence(reason)
    case .noObject: "this is not a JSON object"
    case .missing(let key): "there is no valid “\(key)”"
    case .unknown(let key): "the key \(JSON.string(key)) means nothing here"
    case .notACount(let key): "“\(key)” must be a whole number from 0 on"
    case .notMicroBatches(let text):
      "“micro_batches” must be indexes in ascending runs such as 0-3,6, not \(JSON.string(text))"
    case .readsTheFuture(let version, let read):
      "the update to version \(version) can't have been computed from version \(read)"
    case .noStart: "there is an update before any server has started"
    case .olderGeneration(let generation, let last):
      "a server of generation \(generation) can't come after one of generation \(last)"
    case .startBehindEnd(let version, let recorded):
      "a server goes on from version \(version), but only \(recorded) updates are recorded"
    case .notNext(let version, let recorded):
      "the update to version \(version) does not follow the \(recorded) that are recorded"
    }
  }
}
