import CLinux
import Glibc

/// Facts about this process and its host.
public enum ThisProcess {
  /// The system's number for it.
  public static var id: Int32 { getpid() }

  /// The number of the process that started it; changes when that one ends.
  public static var parent: Int32 { getppid() }

  /// The host's name.
  public static var hostName: String {
    var name = [CChar](repeating: 0, count: 256)
    guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// The path of the program that runs.
  public static var executablePath: String? {
    guard let path = realpath("/proc/self/exe", nil) else { return nil }
    defer { free(path) }
    return String(cString: path)
  }

  /// Where a program lies that a shell would be asked for by this name: at the path, where it is
  /// one, else in a folder of `PATH`.
  public static func path(ofProgram name: String) -> String? {
    if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
    return (environment("PATH") ?? "/usr/bin:/bin").split(separator: ":")
      .map { "\($0)/\(name)" }
      .first { !Files.isFolder($0) && access($0, X_OK) == 0 }
  }

  /// The folder that its relative paths begin at.
  public static var folder: String {
    guard let path = getcwd(nil, 0) else { return "/" }
    defer { free(path) }
    return String(cString: path)
  }

  /// How many processors it may keep busy: of those that it may run on, as many as a quota of processor
  /// time leaves whole. With more threads than that, all of them are held up when the quota is spent.
  public static var processorCount: Int {
    let quota = ProcessorQuota { path in
      (try? Files.rawContents(of: path)).map { String(decoding: $0, as: UTF8.self) }
    }
    guard let processors = quota.processors else { return allowedProcessorCount }
    return max(1, Int(min(processors, Double(allowedProcessorCount))))
  }

  /// How many processors it may run on.
  private static var allowedProcessorCount: Int {
    var set = cpu_set_t()
    guard sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set) == 0 else {
      return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    }
    let count = withUnsafeBytes(of: &set) { $0.reduce(0) { $0 + $1.nonzeroBitCount } }
    return max(1, count)
  }

  /// All environment variables.
  public static var environment: [String: String] {
    var variables: [String: String] = [:]
    for entry in environmentEntries {
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
    }
    return variables
  }

  /// The environment as the system passes it on: `NAME=value`.
  static var environmentEntries: [String] {
    var entries: [String] = []
    var next = environ
    while let entry = next.pointee {
      entries.append(String(cString: entry))
      next += 1
    }
    return entries
  }

  /// Ends the process, with whatever threads of libraries there are, when its messages are written or
  /// nobody reads them.
  public static func exit(_ code: Int32) -> Never {
    ChildProcess.endThoseRun()
    MessageQueue.standardError.settle()
    _exit(code)
  }

  /// The value of an environment variable.
  public static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// The processor's features as the system lists them, such as `avx2`.
  public static var processorFeatures: Set<String> {
    guard let bytes = try? Files.rawContents(of: "/proc/cpuinfo") else { return [] }
    let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix("flags") }
    return Set((line ?? "").split(separator: " ").map(String.init))
  }

  /// What this program was built to need and the processor lacks; nil if it lacks nothing.
  public static var missingProcessorFeature: String? {
    #if REQUIRES_AVX2
      let features = processorFeatures
      return ["avx2", "bmi2", "fma"].first { !features.contains($0) }
    #else
      return nil
    #endif
  }

  /// Keeps memory of the size of θ for reuse when it is freed, instead of giving it back to the
  /// system and taking it, zeroed page by page, again in the next step.
  public static func keepFreedMemory() {
    mallopt(M_MMAP_THRESHOLD, 1 << 30)
    mallopt(M_TRIM_THRESHOLD, Int32.max)
  }

  /// The processor time that all its threads together have taken so far, in seconds.
  public static var cpuSeconds: Double {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return [usage.ru_utime, usage.ru_stime].reduce(0) {
      $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6
    }
  }

  /// The largest memory it has had at one time, in bytes.
  public static var peakMemoryBytes: Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss * 1024
  }
}
