import Platform
import Synchronization

/// Addresses for links within this process that meet nobody else's.
enum BenchmarkEndpoint {
  private static let made = Atomic<Int>(0)

  /// Loopback TCP, with a port that the system chooses.
  static let tcp = "tcp://127.0.0.1:*"

  /// A local socket with a name that no other process and no earlier call has; it leaves no file.
  static func local() -> String {
    let number = made.add(1, ordering: .relaxed).newValue
    return "ipc://@lockstep-benchmark-\(ThisProcess.id)-\(number)"
  }
}
