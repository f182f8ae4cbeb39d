import Coordination

/// Messages of every kind with random contents.
struct RandomMessage {
  private var generator: Generator

  init(seed: UInt64) {
    generator = Generator(state: seed)
  }

  mutating func below(_ bound: Int) -> Int { generator.below(bound) }

  mutating func next() -> UInt64 { generator.next() }

  /// Often short, often odd, at times as long as a text may be.
  mutating func text(maximum: Int = Limits.textBytesMax) -> String {
    switch generator.below(6) {
    case 0: ""
    case 1: String(repeating: "x", count: maximum)
    case 2: "θ ← θ − η∇ℓ, \u{1F600}\n\"\\\0"
    default: String((0..<generator.below(min(40, maximum / 2))).map { _ in Character("é") })
    }
  }

  mutating func double() -> Double {
    let choices: [Double] = [0, -0.0, 1.5, .infinity, .leastNonzeroMagnitude, -1e300]
    return choices[generator.below(choices.count)]
  }

  mutating func instant() -> Instant { Instant(nanoseconds: generator.next()) }

  mutating func echo() -> ClockEcho {
    ClockEcho(serverSentAt: instant(), receivedAt: instant(), sentAt: instant())
  }

  mutating func envelope() -> Envelope {
    Envelope(
      session: SessionID(UInt32(truncatingIfNeeded: generator.next())),
      generation: generator.next(), job: generator.next())
  }

  mutating func workerMessage(_ kind: Int) -> WorkerMessage {
    switch kind {
    case 0:
      .hello(
        Hello(
          name: text(maximum: Limits.nameBytesMax), host: text(maximum: Limits.hostBytesMax),
          blasKernel: text(maximum: Limits.kernelBytesMax)))
    case 1:
      .ready(
        DataFingerprint(training: generator.next(), validation: generator.next()), echo())
    case 2: .unable(inability())
    case 3:
      .push(
        Push(
          step: generator.next(), version: generator.next(),
          node: TreeNode(
            level: UInt8(generator.below(Limits.treeLevelsMax)),
            index: UInt32(generator.below(Limits.microBatchesMax))), lossSum: double(),
          startedAt: instant(), sentAt: instant()))
    case 4:
      .evaluated(
        EvaluationResult(
          version: generator.next(), unit: UInt32(truncatingIfNeeded: generator.next()),
          tally: Tally(samples: generator.next(), lossSum: double(), correct: generator.next())))
    case 5:
      .heartbeat(echo())
    default: .goodbye(goodbye())
    }
  }

  static let workerKinds = 7

  private mutating func stop() -> StopReason {
    switch generator.below(8) {
    case 0: .interrupted
    case 1: .terminated
    case 2: .hungUp
    case 3: .processorTime
    case 4: .signal(Int32(truncatingIfNeeded: generator.next()))
    case 5: .parentEnded
    case 6: .launcherEnded
    default: .worded(text())
    }
  }

  private mutating func goodbye() -> GoodbyeReason {
    switch generator.below(4) {
    case 0: .runOver
    case 1: .impossibleWork
    case 2: .stopping(stop())
    default: .other(text())
    }
  }

  private mutating func inability() -> UnableReason {
    switch generator.below(6) {
    case 0: .data
    case 1: .memory
    case 2: .microBatches(welcome: generator.below(1 << 20), job: generator.below(1 << 20))
    case 3: .stopping(stop())
    case 4: .unspecified
    default: .other(text())
    }
  }

  private mutating func refusal() -> RefusalReason {
    switch generator.below(7) {
    case 0:
      .kernel(
        worker: text(maximum: Limits.kernelBytesMax), run: text(maximum: Limits.kernelBytesMax))
    case 1:
      .data(
        generator.below(2) == 0 ? .training : .validation, worker: generator.next(),
        server: generator.next())
    case 2: .noKey
    case 3: .unauthorized(key: text())
    case 4: .keyRevoked(text())
    case 5: .full(workers: generator.below(1 << 20))
    default: .other(text())
    }
  }

  private mutating func outcome() -> RunOutcome? {
    switch generator.below(13) {
    case 0: nil
    case 1: .completed(.allSteps(generator.next()))
    case 2: .completed(.noSteps)
    case 3: .completed(.accuracy(double(), target: double()))
    case 4: .completed(.loss(double(), target: double()))
    case 5:
      .completed(
        .patience(epochs: generator.next(), best: .init(version: generator.next(), loss: double())))
    case 6: .interrupted(stop())
    case 7: .failed(.data(text()))
    case 8: .failed(.lastCheckpoint(version: generator.next(), text()))
    case 9: .failed(.loss(.nan, step: generator.next(), epoch: generator.next()))
    case 10:
      .failed(
        .gradient(
          worker: text(maximum: Limits.nameBytesMax), step: generator.next(),
          epoch: generator.next()))
    case 11: .failed(.update(step: generator.next(), epoch: generator.next()))
    default:
      .failed(.validation(.negativeInfinity, step: generator.next(), epoch: generator.next()))
    }
  }

  mutating func serverMessage(_ kind: Int) -> (ServerMessage, withParameters: Bool) {
    switch kind {
    case 0:
      return (
        .welcome(
          Welcome(
            job: text(), microBatches: 1 + generator.below(Limits.microBatchesMax),
            sentAt: instant())), false
      )
    case 1: return (.refused(refusal()), false)
    case 2, 3:
      let first = generator.below(1 << 20)
      return (
        .work(
          WorkOrder(
            number: UInt32(truncatingIfNeeded: generator.next()),
            kind: generator.below(2) == 0 ? .gradient : .evaluation, step: generator.next(),
            version: generator.next(), units: first..<first + 1 + generator.below(1000))),
        kind == 3
      )
    case 4: return (.heartbeat(sentAt: instant()), false)
    case 5: return (.rejoin, false)
    case 6: return (.busy(refusal()), false)
    default: return (.finished(outcome()), false)
    }
  }

  static let serverKinds = 8
}
