/// The share of the processors' time that control groups leave to this process: containers and batch
/// systems limit it so, and the number of processors does not show it.
///
/// Formats: `cgroups(7)`, `proc(5)` on `/proc/self/mountinfo`, and the kernel's
/// `Documentation/admin-guide/cgroup-v2.rst` (`cpu.max`) and `scheduler/sched-bwc.rst`
/// (`cpu.cfs_quota_us`).
struct ProcessorQuota {
  /// How many processors' time may be used; nil where nothing limits it.
  let processors: Double?

  /// The least of what the process's groups and those that they lie in allow.
  ///
  /// - Parameter contents: the text of a file of the system; nil where it can't be read.
  init(reading contents: (String) -> String?) {
    let mounts = (contents("/proc/self/mountinfo") ?? "").split(separator: "\n").compactMap {
      Mount($0)
    }
    let groups = (contents("/proc/self/cgroup") ?? "").split(separator: "\n").compactMap {
      Group($0)
    }
    var least: Double?
    for group in groups {
      for mount in mounts where mount.shows(group) {
        for folder in mount.folders(of: group) {
          guard let quota = Self.quota(in: folder, group.isUnified, contents) else { continue }
          least = min(least ?? quota, quota)
        }
      }
    }
    processors = least
  }

  private static func quota(
    in folder: String, _ isUnified: Bool, _ contents: (String) -> String?
  ) -> Double? {
    let texts =
      isUnified
      ? (contents("\(folder)/cpu.max") ?? "").split { $0 == " " || $0 == "\n" }
      : ["cpu.cfs_quota_us", "cpu.cfs_period_us"].flatMap { name in
        (contents("\(folder)/\(name)") ?? "").split(separator: "\n")
      }
    // `max`, or −1, for no limit.
    guard texts.count == 2, let quota = Double(texts[0]), let period = Double(texts[1]), quota > 0,
      period > 0
    else { return nil }
    return quota / period
  }

  /// A group that the process is in: a line of `/proc/self/cgroup`.
  private struct Group {
    /// Whether it is of version 2, where one group rules everything.
    let isUnified: Bool
    let path: [Substring]

    /// Nil where it rules no processor time.
    init?(_ line: Substring) {
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      isUnified = parts[0] == "0" && parts[1].isEmpty
      guard isUnified || parts[1].split(separator: ",").contains("cpu") else { return nil }
      path = parts[2].split(separator: "/")
    }
  }

  /// A place where groups are shown: a line of `/proc/self/mountinfo`.
  private struct Mount {
    private let isUnified: Bool
    /// The group that the place itself shows.
    private let root: [Substring]
    private let place: String

    init?(_ line: Substring) {
      // Optional fields end with a dash.
      let words = line.split(separator: " ")
      guard let dash = words.firstIndex(of: "-"), dash > 4, words.count > dash + 3 else {
        return nil
      }
      isUnified = words[dash + 1] == "cgroup2"
      guard
        isUnified
          || words[dash + 1] == "cgroup" && words[dash + 3].split(separator: ",").contains("cpu")
      else { return nil }
      root = words[3].split(separator: "/")
      place = String(words[4])
    }

    func shows(_ group: Group) -> Bool { isUnified == group.isUnified }

    /// The folders of the group and of those that it lies in, as far as they are shown.
    func folders(of group: Group) -> [String] {
      let below = group.path.starts(with: root) ? group.path.dropFirst(root.count) : []
      return (0...below.count).map { count in
        ([place] + below.prefix(count).map(String.init)).joined(separator: "/")
      }
    }
  }
}
