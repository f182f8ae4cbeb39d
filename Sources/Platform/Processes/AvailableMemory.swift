import Coordination
import Glibc

extension ThisProcess {
  /// How many more bytes this process may take, by the least of all bounds on it: what the system has
  /// available, what its control groups (versions 1 and 2) leave, and what `ulimit -v` and `-d` leave.
  /// A figure of this moment: others may take memory in the next.
  public static var availableMemory: Int {
    var least = Int.max
    if let system = MemoryBounds.available(inMemoryInformation: text("/proc/meminfo")) {
      least = min(least, system)
    }
    for group in MemoryBounds.groups(inMembership: text("/proc/self/cgroup")) {
      least = min(least, room(in: group))
    }
    let pages = MemoryBounds.pages(inStatistics: text("/proc/self/statm"))
    let pageBytes = sysconf(Int32(_SC_PAGESIZE))
    for (resource, used) in [(RLIMIT_AS, pages?.all), (RLIMIT_DATA, pages?.data)] {
      var limit = rlimit()
      guard getrlimit(Int32(resource.rawValue), &limit) == 0, let used,
        let bound = Int(exactly: limit.rlim_cur)
      else { continue }
      least = min(least, max(0, bound - used * pageBytes))
    }
    return least
  }

  /// What a control group and those above it leave.
  private static func room(in group: MemoryBounds.Group) -> Int {
    var least = Int.max
    for folder in group.folders {
      guard let limit = MemoryBounds.limit(text(folder + "/" + group.files.limit)),
        let used = MemoryBounds.limit(text(folder + "/" + group.files.usage))
      else { continue }
      // Pages of files that can be dropped count as used.
      let cached = MemoryBounds.cached(inStatistics: text(folder + "/memory.stat"))
      least = min(least, max(0, limit - max(0, used - cached)))
    }
    return least
  }

  /// The text of a small file of the system's; empty where there is none.
  private static func text(_ path: String) -> String {
    guard let bytes = try? Files.rawContents(of: path) else { return "" }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// What the system's files say of memory.
enum MemoryBounds {
  /// The control group of memory that a process is in.
  struct Group: Equatable {
    /// Where its bounds may stand: in its own folder and those above it, up to the mount.
    var folders: [String]
    /// The files' names in that version of control groups.
    var files: (limit: String, usage: String)

    static func == (one: Group, other: Group) -> Bool {
      one.folders == other.folders && one.files == other.files
    }
  }

  /// `MemAvailable` of `/proc/meminfo`, in bytes.
  static func available(inMemoryInformation text: String) -> Int? {
    value("MemAvailable:", in: text).flatMap { kilobytes in
      let (bytes, overflow) = kilobytes.multipliedReportingOverflow(by: 1024)
      return overflow ? nil : bytes
    }
  }

  /// All of a process's pages and those of its data, by `/proc/self/statm`.
  static func pages(inStatistics text: String) -> (all: Int, data: Int)? {
    let figures = text.split { $0 == " " || $0 == "\n" }.map { Int($0) }
    guard figures.count >= 6, let all = figures[0], let data = figures[5] else { return nil }
    return (all, data)
  }

  /// The control groups of memory in `/proc/self/cgroup`: lines of `number:controllers:path`.
  static func groups(inMembership text: String) -> [Group] {
    text.split(separator: "\n").compactMap { line in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      if parts[0] == "0", parts[1].isEmpty {
        return Group(
          folders: folders(of: parts[2], below: "/sys/fs/cgroup"),
          files: ("memory.max", "memory.current"))
      }
      guard parts[1].split(separator: ",").contains("memory") else { return nil }
      return Group(
        folders: folders(of: parts[2], below: "/sys/fs/cgroup/memory"),
        files: ("memory.limit_in_bytes", "memory.usage_in_bytes"))
    }
  }

  private static func folders(of path: Substring, below mount: String) -> [String] {
    var folders = [mount]
    for name in path.split(separator: "/") where name != ".." {
      folders.append((folders.last ?? mount) + "/" + name)
    }
    return folders
  }

  /// A number of bytes; nil for `max`.
  static func limit(_ text: String) -> Int? {
    Int(text.prefix { $0 != "\n" })
  }

  /// The bytes of files' pages in a group's `memory.stat`, of either version.
  static func cached(inStatistics text: String) -> Int {
    let hierarchical = value("total_inactive_file", in: text).map {
      $0 + (value("total_active_file", in: text) ?? 0)
    }
    return hierarchical
      ?? (value("inactive_file", in: text) ?? 0) + (value("active_file", in: text) ?? 0)
  }

  private static func value(_ name: String, in text: String) -> Int? {
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ")
      if words.count >= 2, words[0] == name, let value = Int(words[1]) {
        return value < 1 << 60 ? value : nil
      }
    }
    return nil
  }
}
