import Coordination
import Platform
import RunLog

/// What a launcher has to know of its server, as lines of the log: where it listens, who joins, and
/// that training has begun.
struct Notices: ~Copyable {
  private let file: NoticeFile

  /// Notices in the file or named pipe at this path.
  init(_ path: String) throws(FileError) {
    file = try NoticeFile(path)
  }

  /// Adds a line of the log.
  borrowing func append(_ line: String) { file.append(line) }

  /// Takes any event.
  borrowing func observe(_ event: RunEvent) {
    switch event {
    case .workerJoined, .started:
      append(RunLogEntry(time: WallClock.seconds, .run(event)).line)
    default: break
    }
  }
}
