import Glibc

/// What the system still has to give: libraries take threads and memory without asking, and end the
/// process where they get none.
public enum SystemRoom {
  /// The memory that OpenBLAS takes for a thread that multiplies matrices, and asks for again and again
  /// where it is not there.
  public static let matrixWorkspaceBytes = 144 << 20

  /// Checks that so many threads could be started at once, and so much memory be taken beside them, by
  /// taking and giving back both.
  ///
  /// - Throws: one sentence with the limit that was met, as far as the system says.
  public static func check(threads: Int, bytes: Int = 0) throws(FileError) {
    let gate = Gate()
    let before = threadCount
    defer {
      gate.open()
      // Those that have ended count for the limit until the system has buried them.
      for _ in 0..<10_000 where threadCount > before { sched_yield() }
    }
    for number in 1...max(1, threads) where number <= threads {
      guard startThread({ gate.waitUntilOpen() }) else {
        throw FileError(
          "the system has no room for thread \(number) of \(threads) that are needed"
            + limits([processes, addressSpace, data]))
      }
    }
    guard bytes > 0 else { return }
    let memory = mmap(
      nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard memory != MAP_FAILED else {
      throw FileError(
        "the system has no room for \(bytes >> 20) MB of memory that computing needs"
          + limits([addressSpace, data]))
    }
    munmap(memory, bytes)
  }

  /// How many threads this process has; 0 where the system does not say.
  private static var threadCount: Int { (try? Files.names(in: "/proc/self/task").count) ?? 0 }

  /// A limit of this process, as a shell sets it.
  private struct Resource {
    let number: UInt32
    let name: String
    /// What the shell counts in.
    let unit: rlim_t
  }

  private static let processes = Resource(
    number: UInt32(__RLIMIT_NPROC.rawValue), name: "ulimit -u", unit: 1)
  private static let addressSpace = Resource(
    number: UInt32(RLIMIT_AS.rawValue), name: "ulimit -v", unit: 1024)
  private static let data = Resource(
    number: UInt32(RLIMIT_DATA.rawValue), name: "ulimit -d", unit: 1024)

  /// Those of some limits that are set, as a part of a sentence.
  private static func limits(_ resources: [Resource]) -> String {
    let set = resources.compactMap { resource -> String? in
      var limit = rlimit()
      guard getrlimit(__rlimit_resource_t(resource.number), &limit) == 0,
        limit.rlim_cur < rlim_t(Int.max)
      else { return nil }
      return "\(resource.name) is \(limit.rlim_cur / resource.unit)"
    }
    return set.isEmpty ? "" : ": " + set.joined(separator: ", ")
  }
}

/// Holds threads until it is opened.
private final class Gate: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let hasOpened = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  private var isOpen = false

  init() {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(hasOpened, nil)
  }

  deinit {
    pthread_cond_destroy(hasOpened)
    pthread_mutex_destroy(mutex)
    hasOpened.deallocate()
    mutex.deallocate()
  }

  func open() {
    pthread_mutex_lock(mutex)
    isOpen = true
    pthread_cond_broadcast(hasOpened)
    pthread_mutex_unlock(mutex)
  }

  func waitUntilOpen() {
    pthread_mutex_lock(mutex)
    while !isOpen { pthread_cond_wait(hasOpened, mutex) }
    pthread_mutex_unlock(mutex)
  }
}
