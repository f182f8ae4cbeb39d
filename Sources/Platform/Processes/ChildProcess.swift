import Glibc
import Synchronization

/// A process that this one has started.
public struct ChildProcess {
  /// The system's number for it.
  public let id: Int32

  /// How a process ended.
  public enum Ending: Equatable, Sendable {
    /// By itself, with this code.
    case exited(Int32)
    /// By this signal.
    case killed(signal: Int32)

    /// What `waitpid` says.
    init(status: Int32) {
      let signal = status & 0x7F
      self = signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal)
    }

    /// What it means to a shell: the code, or 128 + the signal.
    public var code: Int32 {
      switch self {
      case .exited(let code): code
      case .killed(let signal): 128 + signal
      }
    }
  }

  /// Starts a program with this process's environment and these additions to it.
  ///
  /// - Parameters:
  ///   - arguments: the program's path first.
  ///   - takesSignals: whether it is one that collects ``Signals``. Those that come before it does then
  ///     wait for it, instead of ending it where it stands.
  public init(
    _ arguments: [String], environment additions: [String] = [], takesSignals: Bool = false
  ) throws(FileError) {
    try self.init(
      arguments, environment: ThisProcess.environmentEntries + additions, redirecting: [],
      takesSignals: takesSignals)
  }

  /// - Parameter redirections: which of this process's descriptors become which of its.
  init(
    _ arguments: [String], environment: [String], redirecting redirections: [(Int32, Int32)],
    takesSignals: Bool = false
  ) throws(FileError) {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (ours, its) in redirections { posix_spawn_file_actions_adddup2(&actions, ours, its) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own: what ctrl-C sends goes to this process, which passes on what is right.
    posix_spawnattr_setpgroup(&attributes, 0)
    var flags = POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF
    // What is ignored here would be ignored there.
    var ignored = sigset_t()
    sigemptyset(&ignored)
    for number in [SIGPIPE, SIGXFSZ, SIGTTOU] { sigaddset(&ignored, number) }
    posix_spawnattr_setsigdefault(&attributes, &ignored)
    if takesSignals {
      flags |= POSIX_SPAWN_SETSIGMASK
      var blocked = sigset_t()
      sigemptyset(&blocked)
      for number in Signals.endings + [Signals.checkpoint] { sigaddset(&blocked, number) }
      posix_spawnattr_setsigmask(&attributes, &blocked)
    }
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let argumentPointers = arguments.map { strdup($0) } + [nil]
    let environmentPointers = environment.map { strdup($0) } + [nil]
    defer {
      for pointer in argumentPointers + environmentPointers { free(pointer) }
    }
    var id: pid_t = 0
    let result = posix_spawn(
      &id, arguments[0], &actions, &attributes, argumentPointers, environmentPointers)
    guard result == 0 else {
      throw FileError("can't start '\(arguments[0])': \(String(cString: strerror(result)))")
    }
    self.id = id
  }

  /// What a program that was run to its end has said.
  public struct Output: Equatable, Sendable {
    /// How it ended.
    public let ending: Ending
    /// Its standard output.
    public let output: String
    /// Its standard error.
    public let error: String
  }

  /// Runs a program to its end.
  ///
  /// - Parameters:
  ///   - arguments: the program's path first.
  ///   - input: its standard input, at most as much as a pipe holds.
  ///   - withoutVariables: which variables of this process's environment it does not get.
  ///   - endsBySignal: whether a signal that asks this process for an end, and that nobody has polled,
  ///     ends the program.
  public static func run(
    _ arguments: [String], input: String, withoutVariables isLeftOut: (String) -> Bool,
    endsBySignal: Bool = false
  ) throws(FileError) -> Output {
    let pipes = (try Pipe(), try Pipe(), try Pipe())
    try pipes.0.fill(input)
    let child = try ChildProcess(
      arguments, environment: ThisProcess.environmentEntries.filter { !isLeftOut($0) },
      redirecting: [(pipes.0.reading, 0), (pipes.1.writing, 1), (pipes.2.writing, 2)])
    running.withLock { $0.append(child.id) }
    if endsBySignal, pipes.1.waitForOutput(unless: { Signals.pendingEnd }) != nil {
      child.signal(SIGKILL)
    }
    // Its diagnostics are a sentence or two, which the pipe holds while the output is read.
    let output = pipes.1.drain()
    let error = pipes.2.drain()
    running.withLock { ids in ids.removeAll { $0 == child.id } }
    return Output(ending: child.waitForEnd(), output: output, error: error)
  }

  /// Programs that are being run to their end, by whatever thread.
  private static let running = Mutex<[Int32]>([])

  /// Ends the programs that other threads run to their end; this process is about to end, too.
  static func endThoseRun() {
    for id in running.withLock({ $0 }) { kill(id, SIGKILL) }
  }

  private func waitForEnd() -> Ending {
    var status: Int32 = 0
    while waitpid(id, &status, 0) < 0, errno == EINTR {}
    return Ending(status: status)
  }

  /// Sends it a signal.
  public func signal(_ number: Int32) {
    kill(id, number)
  }

  /// Sends a signal to a child and to what it has started that is still of its group.
  public static func signalGroup(_ id: Int32, _ number: Int32) {
    kill(-id, number)
  }

  /// The next child that has ended, if one has, or with `waiting` once one has; nil if there are no
  /// children left or none has ended.
  public static func nextEnded(waiting: Bool) -> (id: Int32, ending: Ending)? {
    var status: Int32 = 0
    while true {
      let id = waitpid(-1, &status, waiting ? 0 : WNOHANG)
      if id > 0 { return (id, Ending(status: status)) }
      if id < 0, errno == EINTR { continue }
      return nil
    }
  }
}
