import Foundation
import Glibc
import Synchronization
import Testing

/// A process under test. What it writes is collected; it is killed, by its id, with its owner, which
/// must therefore be there as long as the process is to run.
///
/// Started and waited for by the system's own calls: Foundation's `Process` learns of an end by a
/// descriptor that other children may have inherited.
final class Running {
  /// Its process id.
  let id: Int32

  private let output: FileHandle
  private let error: FileHandle
  /// Its status as `waitpid` gives it, once it has ended.
  private var status: Int32?
  /// What has been read of each, and how much of it has been looked at.
  private var errorRead = LinesRead()
  private var outputRead = LinesRead()

  struct NotStarted: Error {
    let program: String
    let code: Int32
  }

  /// - Parameter inheriting: descriptors that the program has, too; it has no others.
  init(
    _ program: URL, _ arguments: [String], environment: [String: String] = [:],
    inheriting: [Int32] = []
  ) throws {
    var variables = ProcessInfo.processInfo.environment
    // A program that crashes is to end: the one that would look into it holds its pipes, and where it
    // may not look it never ends.
    variables["SWIFT_BACKTRACE"] = "enable=no"
    for (name, value) in environment { variables[name] = value }
    let start = try Self.starting.withLock { _ in
      try Self.start(program, arguments, variables, inheriting)
    }
    id = start.id
    output = FileHandle(fileDescriptor: start.output, closeOnDealloc: true)
    error = FileHandle(fileDescriptor: start.error, closeOnDealloc: true)
  }

  private static func start(
    _ program: URL, _ arguments: [String], _ variables: [String: String], _ inheriting: [Int32]
  ) throws -> (id: Int32, output: Int32, error: Int32) {
    let (outputEnd, errorEnd) = (try pipe(), try pipe())
    defer { for end in [outputEnd, errorEnd] { close(end.writing) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, outputEnd.writing, 1)
    posix_spawn_file_actions_adddup2(&actions, errorEnd.writing, 2)
    // What the tests were started with, or have open just now, is not for it.
    for descriptor in 3..<Self.inheritedMax where !inheriting.contains(descriptor) {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    // A signal that comes while one of our programs starts waits until that has said how it takes it;
    // a shell, and what it starts, would never take it.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var blocked = sigset_t()
    sigemptyset(&blocked)
    if ["ps", "worker"].contains(program.lastPathComponent) {
      sigaddset(&blocked, SIGTERM)
      sigaddset(&blocked, SIGINT)
    }
    posix_spawnattr_setsigmask(&attributes, &blocked)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
    var words = ([program.path] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var started: pid_t = 0
    let code = posix_spawn(&started, program.path, &actions, &attributes, &words, &settings)
    guard code == 0 else {
      for end in [outputEnd, errorEnd] { close(end.reading) }
      throw NotStarted(program: program.path, code: code)
    }
    return (started, outputEnd.reading, errorEnd.reading)
  }

  /// Descriptors below this one are closed in every child.
  private static let inheritedMax: Int32 = 512

  /// Held while a process is started, so that none inherits the pipes of another that is.
  private static let starting = Mutex(())

  /// Both ends are closed in every child but for those that are made its standard streams.
  private static func pipe() throws -> (reading: Int32, writing: Int32) {
    var ends: [Int32] = [-1, -1]
    guard Glibc.pipe(&ends) == 0 else { throw NotStarted(program: "pipe", code: errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }

  deinit {
    guard status == nil else { return }
    kill(id, SIGKILL)
    var status: Int32 = 0
    waitpid(id, &status, 0)
  }

  var isRunning: Bool {
    if status != nil { return false }
    var status: Int32 = 0
    guard waitpid(id, &status, WNOHANG) == id else { return true }
    self.status = status
    return false
  }

  /// The most memory that it has had so far, in bytes.
  func peakMemory() throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let words = line?.split { $0 == " " || $0 == "\t" }
    return try #require(words?.dropFirst().first.flatMap { Int($0) }) * 1024
  }

  func signal(_ number: Int32) {
    // After its end the id may be another's.
    if isRunning { kill(id, number) }
  }

  /// Reads standard error on from the last line looked at, until one `matches`; nil if it ends
  /// before.
  func waitForLine(where matches: (String) -> Bool) -> String? {
    errorRead.next(from: error, where: matches)
  }

  /// The same for standard output.
  func waitForOutput(where matches: (String) -> Bool) -> String? {
    outputRead.next(from: output, where: matches)
  }

  /// How it ended, and all that it wrote.
  struct Ending {
    /// The exit code, or minus the signal.
    let code: Int32
    let output: String
    let error: String
  }

  func waitForEnd() -> Ending {
    // Both pipes are drained at once, so that neither fills up.
    let outputText = Mutex("")
    let handle = output
    let group = DispatchGroup()
    DispatchQueue.global().async(group: group) {
      let text = String(decoding: handle.readDataToEndOfFile(), as: UTF8.self)
      outputText.withLock { $0 = text }
    }
    errorRead.bytes += error.readDataToEndOfFile()
    group.wait()
    if status == nil {
      var ended: Int32 = 0
      while waitpid(id, &ended, 0) < 0, errno == EINTR {}
      status = ended
    }
    // As WIFEXITED and its like have it, which are macros.
    let status = self.status ?? 0
    return Ending(
      code: status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F),
      output: String(decoding: outputRead.bytes, as: UTF8.self) + outputText.withLock { $0 },
      error: String(decoding: errorRead.bytes, as: UTF8.self))
  }
}

/// A stream as far as it has been read, and how much of that has been looked at.
private struct LinesRead {
  var bytes: [UInt8] = []
  private var seen = 0

  /// Reads on from the last line looked at, until one `matches`; nil if the stream ends before.
  mutating func next(from stream: FileHandle, where matches: (String) -> Bool) -> String? {
    while true {
      while let end = bytes[seen...].firstIndex(of: UInt8(ascii: "\n")) {
        let line = String(decoding: bytes[seen..<end], as: UTF8.self)
        seen = end + 1
        if matches(line) { return line }
      }
      let data = stream.availableData
      guard !data.isEmpty else { return nil }
      bytes += data
    }
  }
}

/// Runs `ps` with these arguments to its end.
func ps(_ arguments: String..., environment: [String: String] = [:]) throws -> Running.Ending {
  try Running(Programs.ps, arguments, environment: environment).waitForEnd()
}
