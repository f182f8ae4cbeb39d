import Coordination
import Glibc

/// How many files and connections this process may have open.
public enum DescriptorLimit {
  private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)

  /// Raises the limit to what the system lets this process have.
  ///
  /// - Returns: the limit now.
  @discardableResult
  public static func raise() -> Int {
    var limit = rlimit()
    if getrlimit(resource, &limit) == 0, limit.rlim_cur < limit.rlim_max {
      limit.rlim_cur = limit.rlim_max
      setrlimit(resource, &limit)
    }
    return current
  }

  /// The limit now.
  static var current: Int {
    var limit = rlimit()
    return getrlimit(resource, &limit) == 0 ? Int(clamping: limit.rlim_cur) : 1024
  }

  /// How many connections a server may have, and how many more of those that make room for others and
  /// are not closed yet, so that `Limits.descriptorsReserved`, or a quarter where there are few, are left
  /// beside those that are open now.
  static func roomForConnections() -> (connections: Int, leaving: Int) {
    let limit = raise()
    let reserved = min(Limits.descriptorsReserved, limit / 4)
    let room = limit - openCount(below: limit) - reserved
    let leaving = max(1, min(Limits.leavingConnectionsMax, room / 4))
    return (min(Limits.connectionsMax, room - leaving), leaving)
  }

  /// How many descriptors are open.
  private static func openCount(below limit: Int) -> Int {
    guard let names = try? Files.names(in: "/proc/self/fd") else { return 16 }
    // One of them was the folder itself.
    return max(0, names.count - 1)
  }
}
