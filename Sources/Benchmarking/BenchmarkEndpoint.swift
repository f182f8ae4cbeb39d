import Platform

/// Addresses for links within this process that meet nobody else's.
enum BenchmarkEndpoint {
  /// Loopback TCP, with a port that the system chooses.
  static let tcp = "tcp://127.0.0.1:*"

  /// A local socket with a name that nobody else has; it leaves no file.
  static func local() -> String {
    "ipc://@lockstep-benchmark-\(ThisProcess.id)-\(UInt64.random(in: .min ... .max))"
  }
}
