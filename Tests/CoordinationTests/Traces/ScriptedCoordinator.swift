import Coordination
import Rendering
import Testing

/// Drives a coordinator by lines of text.
///
///     coordinator batch 64 micro-batches 8 steps 2 [expected N] [kernel K] [job F] …
///                                     … [drop K] [async] [bounded S] [compensate L] [ahead STEP] …
///                                     … [in-turn] [keys a,b] [patience N] [reduce-after N] …
///                                     … [history V V LOSS N N N]
///     data SAMPLES VALIDATION         the server has loaded its data
///     no-data REASON                  or can't
///     2> hello w2 [kernel K]          peer 2 speaks, in the last session that it was welcomed to
///     2/s1> heartbeat                 … in session 1; 2/s1.g7> in session 1 of generation 7;
///                                     2/s1.g7.j9> … of the job whose fingerprint is 9
///     2(a)> …                         it has proved itself with the key called a
///     2> ready [with A/B] [clock MS MS MS]
///                                     … with data of these fingerprints, and the times of an echo;
///                                     without them one that says nothing
///     2> push STEP LEVEL INDEX LOSS [at VERSION] [from MS to MS] [not-finite]
///                                     … with a payload; `2> bare-push` is one without; when it was
///                                     begun and sent, by the worker's clock (else now)
///     2> heartbeat [MS MS MS]         … with the times of an echo (else all now)
///     2> evaluated VERSION UNIT SAMPLES LOSS CORRECT
///     2> arrived VERSION
///     2> unable …, 2> goodbye …, 2> garbage MISTAKE …
///     authorized [a …]                from now on these keys are let in
///     turned-away ADDRESS KEY         the link has not let in a connection
///     gone 2, full 2 [heartbeat]      a message could not be sent
///     updated [rate R] [norm N] [not-finite]
///     written V, failed V REASON, checkpoint, stop REASON
///     tick MS, pass MS                after so many milliseconds; `pass` says nothing
struct ScriptedCoordinator: ScriptedMachine {
  private var coordinator = Coordinator(
    CoordinatorConfiguration(
      job: "job", batch: 1, microBatches: 1, length: .steps(1), measuresAccuracy: true))
  private var now = Instant(nanoseconds: 0)
  private var payloads: UInt32 = 0
  /// The last envelope that each peer was welcomed with.
  private var envelopes: [PeerID: Envelope] = [:]

  mutating func run(_ line: ScriptLine) throws -> [String] {
    var line = line
    let first = try line.word()
    let input: CoordinatorInput?
    if first.hasSuffix(">") {
      input = try said(first.dropLast(), &line)
    } else {
      input = try happened(first, &line)
    }
    try line.end()
    guard let input else { return [] }
    var effects: [CoordinatorEffect] = []
    coordinator.step(input, at: now, into: &effects)
    #expect(coordinator.brokenInvariant == nil)
    for effect in effects {
      if case .send(.welcome, let peer, let envelope, _) = effect { envelopes[peer] = envelope }
    }
    return effects.map(\.description)
  }

  private mutating func happened(
    _ word: String, _ line: inout ScriptLine
  ) throws -> CoordinatorInput? {
    switch word {
    case "coordinator":
      coordinator = Coordinator(try configuration(&line))
      return nil
    case "data":
      return .dataReady(
        DataFacts(
          fingerprint: DataFingerprint(training: 0xA, validation: 0xB),
          trainingSamples: try line.value(), validationSamples: try line.value()))
    case "no-data":
      return .dataFailed(reason: line.rest())
    case "tick", "pass":
      now = now + .milliseconds(try line.value())
      return word == "tick" ? .tick : nil
    case "gone":
      return .undelivered(.heartbeat(sentAt: now), to: PeerID(try line.value()), isGone: true)
    case "disconnected":
      return .disconnected(PeerID(try line.value()))
    case "full":
      let peer = PeerID(try line.value())
      let message: ServerMessage = line.takes("heartbeat") ? .heartbeat(sentAt: now) : .rejoin
      return .undelivered(message, to: peer, isGone: false)
    case "updated":
      var summary = UpdateSummary(learningRate: 0.5, gradientNorm: nil, isFinite: true)
      if line.takes("rate") { summary.learningRate = try line.value() }
      if line.takes("norm") { summary.gradientNorm = try line.value() }
      if line.takes("not-finite") { summary.isFinite = false }
      return .updated(summary)
    case "written":
      return .checkpointWritten(version: try line.value())
    case "failed":
      return .checkpointFailed(version: try line.value(), reason: line.rest())
    case "checkpoint":
      return .checkpointRequested
    case "authorized":
      return .authorized(line.rest().split(separator: " ").map { Self.key($0) })
    case "turned-away":
      return .turnedAway(TurnedAway(address: try line.word(), publicKey: try line.word()))
    case "stop":
      return .stopRequested(.worded(line.rest()))
    default:
      throw line.mistake("'\(word)' is not understood")
    }
  }

  private mutating func said(
    _ who: Substring, _ line: inout ScriptLine
  ) throws -> CoordinatorInput {
    var parts = who.split(separator: "/")
    var key: WorkerKey?
    if let opening = parts.first?.firstIndex(of: "("), parts[0].hasSuffix(")") {
      key = Self.key(parts[0][opening...].dropFirst().dropLast())
      parts[0] = parts[0][..<opening]
    }
    guard let number = parts.first.flatMap({ UInt32($0) }) else {
      throw line.mistake("a peer's number is missing")
    }
    let peer = PeerID(number)
    var envelope = envelopes[peer] ?? Envelope(session: .none, generation: 0)
    if parts.count == 2 {
      let marks = parts[1].split(separator: ".")
      guard let session = UInt32(marks[0].dropFirst()) else {
        throw line.mistake("a session is missing")
      }
      envelope.session = SessionID(session)
      if marks.count > 1, let generation = UInt64(marks[1].dropFirst()) {
        envelope.generation = generation
      }
      if marks.count > 2, let job = UInt64(marks[2].dropFirst()) { envelope.job = job }
    }
    let word = try line.word()
    if word == "garbage" {
      return .badFrame(from: peer, try line.mistakeOfFrame(), reason: line.rest())
    }
    if word == "hello" { envelope = Envelope(session: .none, generation: 0) }
    let message = try message(word, &line)
    var payload: ReceivedPayload?
    if word == "push" {
      payloads += 1
      payload = ReceivedPayload(PayloadHandle(payloads), isFinite: !line.takes("not-finite"))
    }
    return .received(message, from: peer, envelope, payload: payload, key: key)
  }

  /// `name` or `name=key`: the operator's name and, where that matters, the key itself.
  private static func key(_ text: Substring) -> WorkerKey {
    let parts = text.split(separator: "=")
    return WorkerKey(publicKey: String(parts[parts.count - 1]), name: String(parts[0]))
  }

  private func message(_ word: String, _ line: inout ScriptLine) throws -> WorkerMessage {
    switch word {
    case "hello":
      let name = try line.word()
      let kernel = line.takes("kernel") ? try line.word() : "Haswell"
      return .hello(Hello(name: name, host: "host", blasKernel: kernel))
    case "ready":
      var fingerprint = DataFingerprint(training: 0xA, validation: 0xB)
      if line.takes("with") {
        let (training, validation) = try line.pair("/")
        fingerprint = DataFingerprint(training: training, validation: validation)
      }
      // Sent before it was received: such an echo is left out.
      let impossible = ClockEcho(
        serverSentAt: now, receivedAt: Instant(nanoseconds: 1), sentAt: .origin)
      return .ready(fingerprint, line.takes("clock") ? try echo(&line) : impossible)
    case "push", "bare-push":
      let step: UInt64 = try line.value()
      let node = TreeNode(level: try line.value(), index: try line.value())
      let lossSum: Double = try line.value()
      let version: UInt64 = line.takes("at") ? try line.value() : step
      var push = Push(
        step: step, version: version, node: node, lossSum: lossSum, startedAt: now, sentAt: now)
      if line.takes("from") {
        push.startedAt = try line.instant()
        guard line.takes("to") else { throw line.mistake("'to' is missing") }
        push.sentAt = try line.instant()
      }
      return .push(push)
    case "evaluated":
      return .evaluated(
        EvaluationResult(
          version: try line.value(), unit: try line.value(),
          tally: Tally(
            samples: try line.value(), lossSum: try line.value(), correct: try line.value())))
    case "heartbeat":
      return .heartbeat(
        line.hasMore
          ? try echo(&line) : ClockEcho(serverSentAt: now, receivedAt: now, sentAt: now))
    case "arrived": return .arrived(version: try line.value())
    case "unable": return .unable(.other(line.rest()))
    case "goodbye": return .goodbye(.other(line.rest()))
    default: throw line.mistake("a worker does not say '\(word)'")
    }
  }

  private func echo(_ line: inout ScriptLine) throws -> ClockEcho {
    ClockEcho(
      serverSentAt: try line.instant(), receivedAt: try line.instant(), sentAt: try line.instant())
  }

  private func configuration(_ line: inout ScriptLine) throws -> CoordinatorConfiguration {
    var configuration = CoordinatorConfiguration(
      job: "job", batch: 64, microBatches: 8, length: .steps(1), measuresAccuracy: true)
    configuration.checksInvariants = true
    while true {
      if line.takes("batch") {
        configuration.batch = try line.value()
      } else if line.takes("micro-batches") {
        configuration.microBatches = try line.value()
      } else if line.takes("steps") {
        configuration.length = .steps(try line.value())
      } else if line.takes("epochs") {
        configuration.length = .epochs(try line.value())
      } else if line.takes("expected") {
        configuration.workersExpected = try line.value()
      } else if line.takes("min") {
        configuration.workersMin = try line.value()
      } else if line.takes("drop") {
        configuration.mode = .sync(drop: try line.value())
      } else if line.takes("async") {
        configuration.mode = .async
      } else if line.takes("bounded") {
        configuration.mode = .bounded(staleness: try line.value())
      } else if line.takes("compensate") {
        configuration.compensation = try line.value()
      } else if line.takes("ahead") {
        configuration.appliedAhead.append(try line.value())
      } else if line.takes("speculate") {
        configuration.speculationShare = try line.value()
      } else if line.takes("in-turn") {
        configuration.sendsInTurn = true
      } else if line.takes("skip-non-finite") {
        configuration.skipsNonFinite = true
      } else if line.takes("kernel") {
        configuration.requiredBLASKernel = try line.word()
      } else if line.takes("keys") {
        configuration.authorizedKeys = try line.word().split(separator: ",").map { Self.key($0) }
      } else if line.takes("checkpoint-steps") {
        configuration.checkpoints = .steps(try line.value())
      } else if line.takes("checkpoint-seconds") {
        configuration.checkpoints = .time(.seconds(try line.value()))
      } else if line.takes("from") {
        configuration.firstVersion = try line.value()
      } else if line.takes("job") {
        configuration.jobFingerprint = try line.value()
      } else if line.takes("generation") {
        configuration.generation = try line.value()
      } else if line.takes("patience") {
        configuration.patience = try line.value()
      } else if line.takes("reduce-after") {
        configuration.reducesRateAfter = try line.value()
      } else if line.takes("history") {
        // Last version, best version and loss, count since it, reductions, count since a change.
        configuration.validationHistory = try #require(
          ValidationHistory(
            lastVersion: try line.value(),
            best: .init(version: try line.value(), loss: try line.value()),
            countSinceBest: try line.value(), reductions: try line.value(),
            countSinceChange: try line.value()))
      } else if line.takes("target-accuracy") {
        configuration.targetAccuracy = try line.value()
      } else if line.takes("target-loss") {
        configuration.targetLoss = try line.value()
      } else {
        return configuration
      }
    }
  }
}
