import Hashing

/// How a file of θ alone is put in place, one disk operation at a time: under a temporary name, the
/// header and the data in pieces, which are made durable; then the file gets its name, in place of
/// one before it, and the name is made durable. So it is the old one or the new one, and whole.
public struct ModelWriting: Sendable {
  /// Where it stands: the operation that comes next.
  private enum Operation: Equatable, Sendable {
    case create
    case appendHeader
    case appendData(from: Int)
    case synchronize
    case rename
    case synchronizeName
    case done
  }

  /// The file's name, in the run's folder.
  public let name: String
  /// The version of θ that it is of.
  public let version: UInt64

  private let header: [UInt8]
  private let parameters: ArraySlice<Float>
  private let pieceFloats: Int
  private var operation = Operation.create

  /// What the file is called until it is whole.
  private var temporary: String { name + ".partial" }

  /// A file that is about to be written.
  ///
  /// - Parameters:
  ///   - name: the file's: `model.safetensors` or `best.safetensors`.
  ///   - description: of θ; the optimizer's state, if it names some, is left out.
  ///   - parameters: θ.
  ///   - pieceBytes: how much is written at a time, a multiple of 4.
  public init(
    _ name: String, _ description: CheckpointDescription, parameters: ArraySlice<Float>,
    pieceBytes: Int = 16 << 20
  ) {
    precondition(pieceBytes >= 4 && pieceBytes % 4 == 0)
    precondition(parameters.count == description.parameterCount)
    self.name = name
    version = description.version
    self.parameters = parameters
    pieceFloats = pieceBytes / MemoryLayout<Float>.stride
    header = CheckpointFile.header(
      description.ofModel,
      checksum: parameters.withUnsafeBufferPointer { SHA256.hash(UnsafeRawBufferPointer($0)) })
  }

  /// Does the next operation. After an error it is over: what was written under the temporary name
  /// has been removed, if that was possible, and a file that was there before is untouched.
  ///
  /// - Returns: whether there is more to do.
  public mutating func next(on disk: some Disk) throws(DiskError) -> Bool {
    do throws(DiskError) {
      operation = try perform(operation, on: disk)
    } catch {
      operation = .done
      try? disk.remove(temporary)
      throw error
    }
    return operation != .done
  }

  /// Does an operation and answers which comes after it.
  private func perform(_ operation: Operation, on disk: some Disk) throws(DiskError) -> Operation {
    switch operation {
    case .create:
      try disk.create(temporary)
      return .appendHeader
    case .appendHeader:
      try disk.append(header, to: temporary)
      return parameters.isEmpty ? .synchronize : .appendData(from: 0)
    case .appendData(let first):
      let end = min(first + pieceFloats, parameters.count)
      try parameters.withUnsafeBufferPointer { (floats) throws(DiskError) in
        try disk.append(
          UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: floats[first..<end])),
          to: temporary)
      }
      return end < parameters.count ? .appendData(from: end) : .synchronize
    case .synchronize:
      try disk.synchronize(temporary)
      return .rename
    case .rename:
      try disk.rename(temporary, to: name)
      return .synchronizeName
    case .synchronizeName:
      try disk.synchronizeFolder()
      return .done
    case .done:
      return .done
    }
  }
}
