import Foundation

/// Where the programs under test lie: in the folder `LOCKSTEP_BIN`, else beside the tests.
enum Programs {
  static let folder: URL = {
    if let folder = ProcessInfo.processInfo.environment["LOCKSTEP_BIN"], !folder.isEmpty {
      return URL(fileURLWithPath: folder)
    }
    let runner = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return runner.deletingLastPathComponent()
  }()

  static let ps = folder.appendingPathComponent("ps")
  static let worker = folder.appendingPathComponent("worker")
}
