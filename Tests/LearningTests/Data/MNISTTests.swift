import Foundation
import Learning
import Testing

/// MNIST's folder: `MNIST_DIR`, or where it lies beside the repository; nil if there is none.
private let folder: String? = {
  let beside = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../../shared/data/mnist").standardized.path
  let path = ProcessInfo.processInfo.environment["MNIST_DIR"] ?? beside
  let file = path + "/train-images-idx3-ubyte"
  let exists = FileManager.default.fileExists(atPath:)
  return exists(file) || exists(file + ".gz") ? path : nil
}()

@Suite(.enabled(if: folder != nil, "no MNIST in MNIST_DIR or ../shared/data/mnist"))
struct MNISTTests {
  /// The facts that are known of the original: the sizes, how often each digit occurs, and the mean
  /// and standard deviation of the training pixels, 0.1307 and 0.3081, that everyone normalises with.
  @Test func isTheOriginal() throws {
    let data = try loadData(
      training: DataSpecification("mnist:\(try #require(folder))"), validation: nil,
      task: .multiclass, reading: read)
    let validation = try #require(data.validation)
    #expect(data.training.sampleCount == 60000)
    #expect(validation.sampleCount == 10000)
    #expect(data.training.featureCount == 784)
    #expect(validation.featureCount == 784)
    #expect(
      counts(data.training) == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949])
    #expect(counts(validation) == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009])
    #expect(data.training.classes.prefix(8) == [5, 0, 4, 1, 9, 2, 1, 3])
    guard case .bytes(let pixels, let scale) = data.training.features else {
      Issue.record("pixels are bytes")
      return
    }
    #expect(scale == 1 / Float(255))
    var histogram = [Int](repeating: 0, count: 256)
    pixels.withUnsafeBufferPointer { for pixel in $0 { histogram[Int(pixel)] += 1 } }
    let count = Double(pixels.count)
    let mean = histogram.indices.reduce(0) { $0 + Double(histogram[$1] * $1) } / count / 255
    let square =
      histogram.indices.reduce(0) { $0 + Double(histogram[$1] * $1 * $1) } / count / (255 * 255)
    #expect(abs(mean - 0.1307) < 5e-5)
    #expect(abs((square - mean * mean).squareRoot() - 0.3081) < 5e-5)
  }

  private func counts(_ data: Dataset) -> [Int] {
    var counts = [Int](repeating: 0, count: 10)
    for digit in data.classes { counts[digit] += 1 }
    return counts
  }

  private func read(_ path: String) throws -> [UInt8] {
    guard FileManager.default.fileExists(atPath: path) else { throw Files.Missing(path: path) }
    guard path.hasSuffix(".gz") else {
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-dc", path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return bytes
  }
}

/// The folder's names, with small files of the same form.
@Suite struct MNISTFolderTests {
  private static let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 1, 7, 8]
  private static let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 9, 0]

  private func read(_ contents: [String: [UInt8]]) throws -> LoadedData {
    try loadData(
      training: DataSpecification("mnist:d"), validation: nil, task: .multiclass,
      reading: Files(contents: contents).reading)
  }

  @Test func takesPackedAndUnpackedNames() throws {
    let data = try read([
      "d/train-images-idx3-ubyte.gz": Self.images, "d/train-labels-idx1-ubyte": Self.labels,
      "d/t10k-images-idx3-ubyte": Self.images, "d/t10k-labels-idx1-ubyte.gz": Self.labels,
    ])
    #expect(data.training.classes == [9, 0])
    // All ten digits, also those that no sample is.
    #expect(data.training.classCount == 10)
    #expect(data.training.gathered == [7 * (1 / Float(255)), 8 * (1 / Float(255))])
    #expect(data.validation?.sampleCount == 2)
  }

  @Test func namesBothFilesThatItTried() {
    #expect(
      sentence { try read([:]) }
        == "MNIST's files, which scripts/fetch-mnist downloads, can't all be read: "
        + "no file d/train-images-idx3-ubyte.gz; no file d/train-images-idx3-ubyte")
  }

  @Test func refusesLabelsBeyondNine() {
    #expect(
      sentence {
        try read([
          "d/train-images-idx3-ubyte.gz": Self.images,
          "d/train-labels-idx1-ubyte.gz": Self.labels.dropLast() + [10],
        ])
      } == "d/train-labels-idx1-ubyte.gz: the label 10 of sample 1 is out of range 0 to 9")
  }
}
