import Coordination
import Rendering

/// Drives a worker's session by lines of text.
///
///     worker [timeout SECONDS]
///     > welcome sN M [job TEXT] [sent MS]
///                                     the server speaks, in the last session that it welcomed to,
///                                     at a time of its own clock (else 0)
///     >s1 heartbeat [sent MS]         … in session 1; >s1.g7 in session 1 of generation 7;
///                                     >s1.g7.j9 … of the job whose fingerprint is 9
///     > work gradient STEP VERSION A..<B [θ]    … with a payload where it says θ
///     > work evaluation VERSION A..<B [θ]
///                                     … `number N` at its end: not the next of the session's orders
///     > refused …, > rejoin, > finished …, > garbage MISTAKE …
///     lost heartbeat, lost push, lost ready     could not be sent
///     handshake REASON                a connection could not be made: server-has-keys,
///                                     server-has-no-keys, not-authorized, broken-off
///     prepared, unprepared REASON, idle, computed LOSS, tally SAMPLES LOSS CORRECT, stop REASON
///     tick MS, pass MS                after so many milliseconds; `pass` says nothing
struct ScriptedWorkerSession: ScriptedMachine {
  private var session = Self.session(timeout: 60)
  private var now = Instant(nanoseconds: 0)
  private var payloads: UInt32 = 0
  /// Orders of this session so far.
  private var orders: UInt32 = 0
  private var envelope = Envelope(session: .none, generation: 1)

  private static func session(timeout: UInt64) -> WorkerSession {
    WorkerSession(
      hello: Hello(name: "w", host: "host", blasKernel: "Haswell"),
      serverTimeout: .seconds(timeout), startingAt: Instant(nanoseconds: 0))
  }

  mutating func run(_ line: ScriptLine) throws -> [String] {
    var line = line
    let first = try line.word()
    let input: WorkerSessionInput?
    if first.hasPrefix(">") {
      input = try said(first.dropFirst(), &line)
    } else {
      input = try happened(first, &line)
    }
    try line.end()
    guard let input else { return [] }
    var effects: [WorkerSessionEffect] = []
    session.step(input, at: now, into: &effects)
    return effects.map(\.description)
  }

  private mutating func happened(
    _ word: String, _ line: inout ScriptLine
  ) throws -> WorkerSessionInput? {
    switch word {
    case "worker":
      if line.takes("timeout") { session = Self.session(timeout: try line.value()) }
      return nil
    case "tick", "pass":
      now = now + .milliseconds(try line.value())
      return word == "tick" ? .tick : nil
    case "idle": return .idle
    case "prepared": return .prepared(DataFingerprint(training: 0xA, validation: 0xB))
    case "unprepared":
      let reason = line.rest()
      return .preparationFailed(
        PreparationFailure(reason: reason, reported: .other("told: \(reason)")))
    case "computed": return .computed(lossSum: try line.value())
    case "tally":
      return .evaluated(
        Tally(samples: try line.value(), lossSum: try line.value(), correct: try line.value()))
    case "lost":
      let push = Push(
        step: 0, version: 0, node: TreeNode(level: 0, index: 0), lossSum: 1, startedAt: now,
        sentAt: now)
      switch try line.word() {
      case "heartbeat":
        return .undelivered(
          .heartbeat(ClockEcho(serverSentAt: now, receivedAt: now, sentAt: now)))
      case "ready":
        return .undelivered(
          .ready(
            DataFingerprint(training: 0xA, validation: 0xB),
            ClockEcho(serverSentAt: now, receivedAt: now, sentAt: now)))
      case "push": return .undelivered(.push(push))
      default: throw line.mistake("heartbeat, ready or push can be lost")
      }
    case "handshake":
      switch try line.word() {
      case "server-has-keys": return .handshakeFailed(.serverHasKeys)
      case "server-has-no-keys": return .handshakeFailed(.serverHasNoKeys)
      case "not-authorized": return .handshakeFailed(.notAuthorized)
      case "broken-off": return .handshakeFailed(.brokenOff)
      default: throw line.mistake("a handshake fails otherwise")
      }
    case "stop": return .stopRequested(.worded(line.rest()))
    default: throw line.mistake("'\(word)' is not understood")
    }
  }

  private func serverTime(_ line: inout ScriptLine) throws -> Instant {
    line.takes("sent") ? try line.instant() : Instant(nanoseconds: 0)
  }

  private mutating func said(
    _ marks: Substring, _ line: inout ScriptLine
  ) throws -> WorkerSessionInput {
    var envelope = envelope
    let marks = marks.split(separator: ".").map { $0.dropFirst() }
    if marks.count > 0, let number = UInt32(marks[0]) { envelope.session = SessionID(number) }
    if marks.count > 1, let generation = UInt64(marks[1]) { envelope.generation = generation }
    if marks.count > 2, let job = UInt64(marks[2]) { envelope.job = job }
    let word = try line.word()
    var message: ServerMessage
    var payload: PayloadHandle?
    switch word {
    case "garbage": return .badFrame(try line.mistakeOfFrame(), reason: line.rest())
    case "welcome":
      let session = try line.word()
      guard let number = UInt32(session.dropFirst()) else {
        throw line.mistake("a session is missing")
      }
      envelope.session = SessionID(number)
      self.envelope = envelope
      orders = 0
      let microBatches: Int = try line.value()
      let job = line.takes("job") ? try line.word() : "job"
      message = .welcome(
        Welcome(job: job, microBatches: microBatches, sentAt: try serverTime(&line)))
    case "work":
      let kind = try line.word()
      let isGradient = kind == "gradient"
      guard isGradient || kind == "evaluation" else {
        throw line.mistake("there is no work called '\(kind)'")
      }
      let step: UInt64 = try line.value()
      let version: UInt64 = isGradient ? try line.value() : step
      message = .work(
        WorkOrder(
          number: orders + 1, kind: isGradient ? .gradient : .evaluation, step: step,
          version: version, units: try line.range()))
      if line.takes("θ") {
        payloads += 1
        payload = PayloadHandle(payloads)
      }
      if line.takes("number"), case .work(var order) = message {
        order.number = try line.value()
        message = .work(order)
      } else {
        orders += 1
      }
    case "refused": message = .refused(.other(line.rest()))
    case "busy": message = .busy(.other(line.rest()))
    case "heartbeat": message = .heartbeat(sentAt: try serverTime(&line))
    case "rejoin": message = .rejoin
    case "finished": message = .finished(.completed(.worded(line.rest())))
    default: throw line.mistake("a server does not say '\(word)'")
    }
    return .received(message, envelope, payload: payload)
  }
}
