import Coordination

/// The apply log of a run whose workers' gradients are applied in an order that depends on time:
/// which update led from each version of θ to the next. With the job, enough to compute the run again.
///
/// Lines are only ever added. A server begins its own with a line that says at which version it goes
/// on; so does one that could not write what it meant to, when it can again. Reading in order, such a
/// line cuts the list back to that many updates, and makes up for a line before it that was cut short.
public enum AppliedLog {
  /// The file's name in the run's folder.
  public static let fileName = "applied.jsonl"

  /// The updates that led to the newest version that is recorded: the first led to version 1.
  ///
  /// Text after the last line end was cut short by a crash and is passed over, as are empty lines.
  /// Lines that can't be read are passed over only where a later server has gone on from a version
  /// before them.
  public static func read(_ bytes: UnsafeRawBufferPointer) throws(AppliedLogError)
    -> [AppliedUpdate]
  {
    var reading = Reading()
    var start = 0
    for end in bytes.indices where bytes[end] == UInt8(ascii: "\n") {
      reading.take(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
      start = end + 1
    }
    if let failure = reading.failure { throw failure }
    return reading.updates
  }

  private struct Reading {
    var updates: [AppliedUpdate] = []
    /// The first line that can't be read, unless it has been made up for.
    var failure: AppliedLogError?
    private var line = 0
    private var generation: UInt64?

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
      line += 1
      if bytes.isEmpty { return }
      do throws(AppliedLogError.Reason) {
        try take(AppliedLogLine(bytes))
      } catch {
        if failure == nil { failure = AppliedLogError(reason: error, line: line) }
      }
    }

    private mutating func take(_ line: AppliedLogLine) throws(AppliedLogError.Reason) {
      let recorded = UInt64(updates.count)
      switch line {
      case .start(let next, let version):
        if let generation, next < generation {
          throw .olderGeneration(next, after: generation)
        }
        guard version <= recorded else {
          throw .startBehindEnd(version: version, recorded: recorded)
        }
        generation = next
        updates.removeLast(Int(recorded - version))
        failure = nil
      case .update(let update):
        // Behind a line that can't be read nothing counts until a server goes on from before it.
        if failure != nil { return }
        guard generation != nil else { throw .noStart }
        guard update.version == recorded + 1 else {
          throw .notNext(version: update.version, recorded: recorded)
        }
        updates.append(update)
      }
    }
  }
}
