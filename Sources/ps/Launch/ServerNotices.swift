import Coordination
import Platform
import RunLog
import Text

/// What the server tells its launcher: the lines of `ps serve --notices`.
final class ServerNotices {
  enum Notice: Equatable {
    /// It listens at this endpoint.
    case listening(String)
    /// It has let in a worker of this name.
    case joined(String)
    /// It has begun to train.
    case began

    /// A notice from a line; nil where the line is about something else.
    init?(_ line: String) {
      guard let json = try? JSON.parse(line), let entry = RunLogEntry(json: json) else {
        return nil
      }
      switch entry.event {
      case .listening(let start): self = .listening(start.endpoint)
      case .run(.workerJoined(_, let hello, _)): self = .joined(hello.name)
      case .run(.started): self = .began
      default: return nil
      }
    }
  }

  /// Where the server writes them.
  let path: String
  private let pipe: NamedPipe
  /// A line whose end has not come yet.
  private var rest: [UInt8] = []

  /// Readable when there is one.
  var descriptor: Int32 { pipe.descriptor }

  init(_ path: String) throws {
    self.path = path
    pipe = try NamedPipe(path)
  }

  /// Those that have come since they were last asked for.
  func take() -> [Notice] {
    rest += pipe.available()
    guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { return [] }
    let lines = rest[...end].split(separator: UInt8(ascii: "\n"))
    let notices = lines.compactMap { Notice(String(decoding: $0, as: UTF8.self)) }
    rest.removeFirst(end + 1)
    return notices
  }
}
