/// Samples from the folder of MNIST's four files, under the names that they are distributed with.
enum MNISTSource {
  /// Reads the training or the validation (`t10k`) part.
  static func read(
    directory: String, _ split: DataSplit, task: Task, reading: FileReading
  ) throws -> RawSamples {
    let prefix =
      switch split {
      case .training: "train"
      case .validation: "t10k"
      }
    return try IDXSource.read(
      images: file("\(directory)/\(prefix)-images-idx3-ubyte", reading),
      labels: file("\(directory)/\(prefix)-labels-idx1-ubyte", reading), classCount: 10, task: task)
  }

  /// The file as distributed, or unpacked.
  private static func file(
    _ path: String, _ reading: FileReading
  ) throws(DataError) -> (file: String, bytes: [UInt8]) {
    let packed = path + ".gz"
    do {
      return (packed, try reading(packed))
    } catch let packedError {
      do {
        return (path, try reading(path))
      } catch {
        throw DataError(
          "MNIST's files, which scripts/fetch-mnist downloads, can't all be read: \(packedError); "
            + "\(error)")
      }
    }
  }
}
