import Coordination
import Glibc

/// How many files and connections this process may have open.
public enum DescriptorLimit {
  /// Raises the limit to what the system lets this process have.
  ///
  /// - Returns: the limit now.
  @discardableResult
  public static func raise() -> Int {
    var limit = rlimit()
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    guard getrlimit(resource, &limit) == 0 else { return 1024 }
    if limit.rlim_cur < limit.rlim_max {
      let soft = limit.rlim_cur
      limit.rlim_cur = limit.rlim_max
      if setrlimit(resource, &limit) != 0 { limit.rlim_cur = soft }
    }
    return Int(clamping: limit.rlim_cur)
  }

  /// How many connections a server may have, so that `Limits.descriptorsReserved`, or a quarter where
  /// there are few, are left beside those that are open now.
  static var forConnections: Int {
    let limit = raise()
    let reserved = min(Limits.descriptorsReserved, limit / 4)
    return min(Limits.connectionsMax, limit - openCount(below: limit) - reserved)
  }

  /// How many descriptors are open.
  private static func openCount(below limit: Int) -> Int {
    guard let names = try? Files.names(in: "/proc/self/fd") else { return 16 }
    // One of them was the folder itself.
    return max(0, names.count - 1)
  }
}
