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

  /// Where debug builds of them lie, which have failpoints: in the folder `LOCKSTEP_DEBUG_BIN`, else
  /// beside the tests where these are such a build.
  static let debugFolder: URL? = {
    if let folder = ProcessInfo.processInfo.environment["LOCKSTEP_DEBUG_BIN"], !folder.isEmpty {
      return URL(fileURLWithPath: folder)
    }
    #if DEBUG
      return folder
    #else
      return nil
    #endif
  }()
}
