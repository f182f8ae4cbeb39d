#if DEBUG
  import Glibc
  import Synchronization

  /// A place where a test lets this process die or an operation fail; see `FolderDisk`. No part of
  /// release builds.
  enum Failpoint {
    enum Action: String {
      case kill
      case error
    }

    private struct Wanted {
      let operation: String
      let count: Int
      let action: Action
    }

    private static let wanted: Wanted? = {
      guard let text = ThisProcess.environment("LOCKSTEP_FAILPOINT"), !text.isEmpty else {
        return nil
      }
      let sides = text.split(separator: "=", omittingEmptySubsequences: false)
      let place = sides[0].split(separator: ":", omittingEmptySubsequences: false)
      guard sides.count == 2, let action = Action(rawValue: String(sides[1])), place.count <= 2,
        let count = place.count == 2 ? Int(place[1]) : 1, count >= 1
      else {
        preconditionFailure("LOCKSTEP_FAILPOINT is not <operation>[:<n>]=kill|error")
      }
      return Wanted(operation: String(place[0]), count: count, action: action)
    }()
    private static let reached = Mutex(0)

    /// Counts an operation that is about to be done; what is to happen instead, if it is the one.
    static func reach(_ operation: String) -> Action? {
      guard let wanted, wanted.operation == operation else { return nil }
      let count = reached.withLock { count in
        count += 1
        return count
      }
      return count == wanted.count ? wanted.action : nil
    }

    /// Ends this process as a crash would.
    static func kill() -> Never {
      Glibc.kill(getpid(), SIGKILL)
      while true { pause() }
    }
  }
#endif
