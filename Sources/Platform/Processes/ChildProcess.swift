import Glibc

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
  /// - Parameter arguments: the program's path first.
  public init(_ arguments: [String], environment additions: [String] = []) throws(FileError) {
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // A group of its own: what ctrl-C sends goes to this process, which passes on what is right.
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
    let argumentPointers = arguments.map { strdup($0) } + [nil]
    let environmentPointers =
      (ThisProcess.environmentEntries + additions).map { strdup($0) } + [nil]
    defer {
      for pointer in argumentPointers + environmentPointers { free(pointer) }
    }
    var id: pid_t = 0
    let result = posix_spawn(
      &id, arguments[0], nil, &attributes, argumentPointers, environmentPointers)
    guard result == 0 else {
      throw FileError("can't start '\(arguments[0])': \(String(cString: strerror(result)))")
    }
    self.id = id
  }

  /// Sends it a signal.
  public func signal(_ number: Int32) {
    kill(id, number)
  }

  /// The next child that has ended, if one has, or with `waiting` once one has; nil if there are no
  /// children left or none has ended.
  public static func nextEnded(waiting: Bool) -> (id: Int32, ending: Ending)? {
    var status: Int32 = 0
    while true {
      let id = waitpid(-1, &status, waiting ? 0 : WNOHANG)
      if id > 0 {
        let signal = status & 0x7F
        return (id, signal == 0 ? .exited(status >> 8 & 0xFF) : .killed(signal: signal))
      }
      if id < 0, errno == EINTR { continue }
      return nil
    }
  }
}
