import Foundation
import Glibc
import TerminalEmulation
import Testing

/// A process whose standard error is a terminal of its own, and what that terminal shows.
final class OnTerminal {
  let id: Int32
  private let controller: Int32
  private var terminal: Terminal
  /// All that was written to it.
  private(set) var bytes: [UInt8] = []
  private(set) var status: Int32?

  /// Starts it in a session of its own, whose terminal this is; standard output is thrown away.
  ///
  /// - Parameter isTyped: whether it reads what is typed, as a shell does; else standard input is empty.
  init(
    _ program: URL, _ arguments: [String], columns: Int, environment: [String: String] = [:],
    isTyped: Bool = false
  ) throws {
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    // As unlockpt and ptsname have it, which Swift does not see: TIOCSPTLCK, TIOCGPTN.
    var (isLocked, number): (Int32, UInt32) = (0, 0)
    try #require(
      controller >= 0 && ioctl(controller, 0x4004_5431, &isLocked) == 0
        && ioctl(controller, 0x8004_5430, &number) == 0)
    let path = "/dev/pts/\(number)"
    terminal = Terminal(columns: columns, .rewraps)
    var variables = ProcessInfo.processInfo.environment
    variables["SWIFT_BACKTRACE"] = "enable=no"
    variables["TERM"] = "xterm"
    variables["NO_COLOR"] = nil
    for (name, value) in environment { variables[name] = value }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The first terminal that the leader of a session opens becomes its controlling one.
    posix_spawn_file_actions_addopen(&actions, 0, isTyped ? path : "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, path, O_RDWR, 0)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A signal that comes while one of our programs starts waits until that has said how it takes it.
    var blocked = sigset_t()
    sigemptyset(&blocked)
    if !isTyped { sigaddset(&blocked, SIGTERM) }
    posix_spawnattr_setsigmask(&attributes, &blocked)
    let newSession: Int16 = 0x80
    posix_spawnattr_setflags(&attributes, newSession | Int16(POSIX_SPAWN_SETSIGMASK))
    var words = ([program.path] + arguments).map { strdup($0) } + [nil]
    var settings = variables.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    Self.setSize(of: controller, columns)
    var started: pid_t = 0
    try #require(
      posix_spawn(&started, program.path, &actions, &attributes, &words, &settings) == 0)
    id = started
  }

  deinit {
    if status == nil {
      kill(id, SIGKILL)
      var ended: Int32 = 0
      waitpid(id, &ended, 0)
    }
    close(controller)
  }

  private static func setSize(of descriptor: Int32, _ columns: Int) {
    var size = winsize(
      ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(descriptor, UInt(TIOCSWINSZ), &size)
  }

  /// The terminal as it is.
  var screen: Terminal { terminal }

  /// Changes its width, of which the system tells the process by SIGWINCH.
  func resize(to columns: Int) {
    terminal.resize(to: columns)
    Self.setSize(of: controller, columns)
  }

  /// Takes what has been written, at least something; false at the end.
  func read() -> Bool {
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = Glibc.read(controller, &chunk, chunk.count)
      if count < 0, errno == EINTR { continue }
      // When no process has it open any more, the terminal answers with an error.
      guard count > 0 else { return false }
      bytes += chunk[..<count]
      terminal.write(chunk[..<count])
      return true
    }
  }

  /// Reads on until this holds; false if the process ends before.
  func read(until holds: (Terminal) -> Bool) -> Bool {
    while !holds(terminal) {
      guard read() else { return holds(terminal) }
    }
    return true
  }

  /// Reads all, and answers the exit code, or minus the signal.
  func waitForEnd() -> Int32 {
    while read() {}
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    self.status = status
    return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
  }

  func signal(_ number: Int32) { kill(id, number) }

  /// Presses keys.
  func type(_ keys: [UInt8]) { _ = write(controller, keys, keys.count) }

  /// Types a line.
  func type(_ line: String) { type(Array((line + "\n").utf8)) }
}
