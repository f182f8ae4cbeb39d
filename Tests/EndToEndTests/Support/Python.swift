import Foundation

/// A Python with `zmq` and `xxhash`: `LOCKSTEP_PYTHON`, else the first `python3` that has them.
enum Python {
  static let missing =
    "no Python with pyzmq and xxhash is here (Debian: python3-zmq, python3-xxhash)"

  static let withZeroMQ: URL? = {
    let environment = ProcessInfo.processInfo.environment
    let folders = (environment["PATH"] ?? "").split(separator: ":") + ["/usr/bin"]
    let candidates = [environment["LOCKSTEP_PYTHON"]] + folders.map { "\($0)/python3" }
    return candidates.compactMap { $0 }.filter { FileManager.default.isExecutableFile(atPath: $0) }
      .map { URL(fileURLWithPath: $0) }
      .first { python in
        (try? Running(python, ["-c", "import zmq.auth, xxhash"]).waitForEnd().code) == 0
      }
  }()
}
