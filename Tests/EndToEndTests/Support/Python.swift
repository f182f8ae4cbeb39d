import Foundation

/// A Python that has what a test needs: `LOCKSTEP_PYTHON`, else the first `python3` that does.
enum Python {
  static let missing =
    "no Python with pyzmq and xxhash is here (Debian: python3-zmq, python3-xxhash)"

  static let withZeroMQ = with("import zmq.auth, xxhash")

  /// The first Python that runs this without a mistake; nil where none does.
  static func with(_ imports: String) -> URL? {
    let environment = ProcessInfo.processInfo.environment
    let folders = (environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin"]
    let candidates = [environment["LOCKSTEP_PYTHON"]] + folders.map { "\($0)/python3" }
    return candidates.compactMap { $0 }.filter { FileManager.default.isExecutableFile(atPath: $0) }
      .map { URL(fileURLWithPath: $0) }
      .first { python in
        (try? Running(python, ["-c", imports]).waitForEnd().code) == 0
      }
  }
}
