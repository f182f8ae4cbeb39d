import Foundation

/// Where MNIST's files are, if they are: `MNIST_DIR`, else beside the repository.
enum MNIST {
  static let folder: String? = {
    let given = ProcessInfo.processInfo.environment["MNIST_DIR"]
    let beside = URL(fileURLWithPath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared/data/mnist").path
    let folder = given ?? beside
    return FileManager.default.fileExists(atPath: folder) ? folder : nil
  }()
}
