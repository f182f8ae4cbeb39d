/// What can go wrong in a universe.
public enum FaultKind: Int, CaseIterable, Sendable {
  /// A message comes a second time, soon or much later.
  case duplicate
  /// A message is overtaken by those sent after it.
  case reordering
  /// Bytes of a message are changed on the way.
  case corruption
  /// A worker's gradient comes a second time, changed, from one with another key.
  case forgery
  /// A connection is lost, with some of what was under way.
  case disconnection
  /// Nothing moves on a connection for a while.
  case stall
  /// A worker's process is killed.
  case workerKill
  /// A worker's process is stopped and goes on later.
  case workerPause
  /// A worker computes and computes, and answers nothing; its connection lives.
  case workerHang
  /// A worker is told to leave.
  case workerStop
  /// A worker computes many times slower for a while.
  case slowness
  /// The server's process is killed; what it wrote stays.
  case serverKill
  /// The server's machine loses power; what was not synchronised may be lost.
  case powerLoss
  /// The server is told to stop, and is resumed later.
  case serverStop
  /// The server's process is stopped and goes on later.
  case serverPause
  /// The disk is full for a while.
  case diskFull
  /// An operation of the disk fails.
  case diskError
  /// A worker keeps what it has computed to itself.
  case silence
  /// A peer that is no worker sends one of very many messages.
  case flood

  /// The plural under which a report counts it.
  public var plural: String {
    switch self {
    case .duplicate: "duplicated messages"
    case .reordering: "reordered messages"
    case .corruption: "corrupted messages"
    case .forgery: "forged messages"
    case .disconnection: "lost connections"
    case .stall: "stalled connections"
    case .workerKill: "killed workers"
    case .workerPause: "paused workers"
    case .workerHang: "hanging workers"
    case .workerStop: "stopped workers"
    case .slowness: "slowed workers"
    case .serverKill: "killed servers"
    case .powerLoss: "power losses"
    case .serverStop: "stopped servers"
    case .serverPause: "paused servers"
    case .diskFull: "full disks"
    case .diskError: "disk errors"
    case .silence: "withheld results"
    case .flood: "messages of floods"
    }
  }
}
