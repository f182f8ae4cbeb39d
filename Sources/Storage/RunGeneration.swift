import Coordination

/// The number of a server process within its run, each one greater than all before it, so that the
/// messages of a server that is gone are told from those of its successor.
///
/// It is written to the file `generation` in the run's folder, one disk operation at a time; only
/// when that is done may the server say its first word to a worker. So even a server that was killed
/// before its first checkpoint shares its number with none that follows.
public struct RunGeneration: Sendable {
  /// The file's name.
  public static let fileName = "generation"
  private static let temporaryName = fileName + ".partial"

  private enum Operation {
    case create, append, synchronize, rename, synchronizeFolder, done
  }

  /// The number.
  public let number: UInt64
  private var operation = Operation.create

  /// That of the first server of a run that has no folder yet.
  public static let first = RunGeneration(number: 1)

  private init(number: UInt64) {
    self.number = number
  }

  /// The generation of a server that is about to start.
  ///
  /// - Parameter checkpoint: the generation that the newest checkpoint is of, if there is one.
  public init(following checkpoint: UInt64?, on disk: some Disk) throws(DiskError) {
    let last = max(checkpoint ?? 0, try Self.written(on: disk) ?? 0)
    guard last < Limits.storedNumberMax else { throw DiskError("the run has no generations left") }
    number = last + 1
  }

  /// The number that the file holds; nil where there is no file.
  public static func written(on disk: some Disk) throws(DiskError) -> UInt64? {
    guard try disk.names().contains(fileName) else { return nil }
    guard let number = number(in: try disk.contents(of: fileName)) else {
      throw DiskError(
        "the run's file '\(fileName)' does not hold a whole number up to \(Limits.storedNumberMax) on "
          + "a line of its own: write one there that is greater than that of any server of the run so "
          + "far (log.jsonl has them)")
    }
    return number
  }

  /// The number that the file's bytes hold; nil where they hold something else.
  public static func number(in bytes: [UInt8]) -> UInt64? {
    let text = String(decoding: bytes, as: UTF8.self)
    // Written back, since "+7" and "007" would be read too.
    guard let number = UInt64(text.hasSuffix("\n") ? text.dropLast() : text[...]),
      text == "\(number)\n", number <= Limits.storedNumberMax
    else { return nil }
    return number
  }

  /// Does the next operation. After an error the file is as it was.
  ///
  /// - Returns: whether there is more to do; when there is not, the number is durable.
  public mutating func next(on disk: some Disk) throws(DiskError) -> Bool {
    do throws(DiskError) {
      switch operation {
      case .create:
        try disk.create(Self.temporaryName)
        operation = .append
      case .append:
        try disk.append(Array("\(number)\n".utf8), to: Self.temporaryName)
        operation = .synchronize
      case .synchronize:
        try disk.synchronize(Self.temporaryName)
        operation = .rename
      case .rename:
        try disk.rename(Self.temporaryName, to: Self.fileName)
        operation = .synchronizeFolder
      case .synchronizeFolder:
        try disk.synchronizeFolder()
        operation = .done
      case .done:
        break
      }
    } catch {
      operation = .create
      try? disk.remove(Self.temporaryName)
      throw error
    }
    return operation != .done
  }
}
