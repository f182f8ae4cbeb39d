import Coordination
import Rendering
import Text

// Why a worker was refused: a code, the sentence for people, and what the sentence says.
extension RefusalReason {
  var members: [JSON.Member] {
    (code.map { [.text("reason_code", $0)] } ?? []) + [.text("reason", description)] + values
  }

  /// Nil where it is in words alone.
  private var code: String? {
    switch self {
    case .kernel: "kernel"
    case .data: "data"
    case .noKey: "no_key"
    case .unauthorized: "unauthorized"
    case .keyRevoked: "key_revoked"
    case .full: "full"
    case .other: nil
    }
  }

  private var values: [JSON.Member] {
    switch self {
    case .kernel(let worker, let run):
      [.text("worker_kernel", worker), .text("run_kernel", run)]
    case .data(let part, let worker, let server):
      [
        .text("data", "\(part)"),
        .text("worker_fingerprint", Hexadecimal.text(worker)),
        .text("server_fingerprint", Hexadecimal.text(server)),
      ]
    case .unauthorized(let key), .keyRevoked(let key): [.text("key", key)]
    case .full(let workers): [.count("workers", workers)]
    case .noKey, .other: []
    }
  }

  /// What a line says. Where it has no code, or one that this program does not know, its sentence is
  /// all that is known.
  init(_ line: LogMembers) {
    let reason: RefusalReason? =
      switch line.text("reason_code") {
      case "kernel": Self.kernel(line)
      case "data": Self.data(line)
      case "no_key": .noKey
      case "unauthorized": line.text("key").map { .unauthorized(key: $0) }
      case "key_revoked": line.text("key").map { .keyRevoked($0) }
      case "full": line.int("workers").map { .full(workers: $0) }
      default: nil
      }
    self = reason ?? .other(line.text("reason") ?? "")
  }

  private static func kernel(_ line: LogMembers) -> RefusalReason? {
    guard let worker = line.text("worker_kernel"), let run = line.text("run_kernel") else {
      return nil
    }
    return .kernel(worker: worker, run: run)
  }

  private static func data(_ line: LogMembers) -> RefusalReason? {
    guard let part = DataPart.allCases.first(where: { "\($0)" == line.text("data") }),
      let worker = line.text("worker_fingerprint").flatMap({ UInt64($0, radix: 16) }),
      let server = line.text("server_fingerprint").flatMap({ UInt64($0, radix: 16) })
    else { return nil }
    return .data(part, worker: worker, server: server)
  }
}
