/// A run, gathered from its log in bounded memory: series are decimated and lists end at a limit,
/// with a count of what is not in them.
public struct RunRecord: Sendable {
  /// How many sessions, evaluations, notes of each kind are kept.
  static let listMax = 1000

  /// One server's part of the run.
  struct Generation: Equatable, Sendable {
    var number: UInt64
    /// θ's version that it began with.
    var version: UInt64
    /// Seconds since 1970.
    var start: Double
    /// When the last was heard of it.
    var last: Double
    /// How it ended; nil where it said nothing.
    var outcome: String?
    /// Why it ended.
    var reason: String?
    /// The last step that it logged.
    var lastStep: UInt64?
  }

  /// A worker's connection.
  struct Session: Equatable, Sendable {
    var generation: UInt64
    var id: UInt64
    var worker: String
    var host: String
    var kernel: String
    /// Its public key, where workers have keys.
    var key: String?
    /// Seconds since 1970.
    var joined: Double
    /// When it ended; nil while it is there, or where nothing was said of its end.
    var left: Double?
    /// Why it ended.
    var reason: String?
    /// Whether the reason is another than the run's end or a goodbye.
    var isLost = false
    /// When it was late, so that others were given its work: seconds since 1970.
    var lateness: [Lateness] = []
    /// The server's clock less the worker's, in seconds.
    var clockOffset: Double?
    /// The time of a message there and back, in seconds.
    var roundTrip: Double?
  }

  /// That a worker was late.
  struct Lateness: Equatable, Sendable {
    /// Seconds since 1970.
    var time: Double
    /// How many units were given to others.
    var units: UInt64
    /// How long it had had them, in seconds.
    var seconds: Double
  }

  /// One evaluation.
  struct Evaluation: Equatable, Sendable {
    var time: Double
    var step: UInt64
    var epoch: UInt64
    var loss: Double
    var accuracy: Double?
    var seconds: Double
  }

  /// Something out of the ordinary.
  struct Note: Equatable, Sendable {
    enum Kind: String, CaseIterable, Sendable {
      case refusedWorker = "refused worker"
      case badFrame = "bad frame"
      case strayMessage = "stray message"
      case failedCheckpoint = "failed checkpoint"
      case skippedStep = "skipped step"
      case wait = "wait"
    }

    var time: Double
    var kind: Kind
    var text: String
    /// How long it lasted, in seconds, where it is a wait.
    var duration: Double?
  }

  /// When the first line was written, in seconds since 1970; nil for an empty log.
  public private(set) var start: Double?
  /// When the last one was.
  private(set) var end: Double?
  private(set) var generations: [Generation] = []
  private(set) var sessions: [Session] = []
  private(set) var sessionCount: UInt64 = 0
  private(set) var evaluations: [Evaluation] = []
  private(set) var evaluationCount: UInt64 = 0
  private(set) var evaluationSeconds = 0.0
  /// The evaluation with the least loss.
  private(set) var best: Evaluation?
  private(set) var notes: [Note] = []
  /// How many notes there are of each kind, by `Note.Kind`'s cases.
  private(set) var noteCounts: [UInt64] = Array(
    repeating: 0, count: Note.Kind.allCases.count)
  /// Frames and messages that were thrown away, as the servers counted them at their end.
  private(set) var discardedFrames: UInt64 = 0
  private(set) var strayMessages: UInt64 = 0
  private(set) var duplicatePushes: UInt64 = 0
  /// Sums of what the servers counted.
  private(set) var counts = RunCounts()

  private(set) var totalSteps: UInt64?
  private(set) var stepsPerEpoch: UInt64?
  private(set) var lastStep: LoggedStep?
  private(set) var lastStepTime: Double?
  /// How many steps are in the log, and their sums.
  private(set) var loggedSteps: UInt64 = 0
  private(set) var loggedSamples = 0.0
  private(set) var loggedSeconds = 0.0
  /// Steps that a server computed again since the one before had not saved them.
  private(set) var stepsAgain: UInt64 = 0
  private(set) var splitSum = TimeSplit()
  private(set) var splitSteps: UInt64 = 0
  private(set) var splitSeconds = 0.0
  private(set) var sentBytes = 0.0
  private(set) var receivedBytes = 0.0
  private(set) var bytesSteps: UInt64 = 0
  private(set) var cpuSeconds: Double?
  private(set) var peakMemory: Double?
  private(set) var checkpointCount: UInt64 = 0
  private(set) var lastCheckpoint: (step: UInt64, time: Double)?
  private(set) var firstCheckpoint: (step: UInt64, time: Double)?

  /// By step: loss, gradient norm, learning rate.
  private(set) var loss = DecimatedSeries()
  private(set) var gradientNorm = DecimatedSeries()
  private(set) var learningRate = DecimatedSeries()
  /// By time in seconds since the start: loss, and seconds a sample, weighed by samples.
  private(set) var lossByTime = DecimatedSeries()
  private(set) var paceByTime = DecimatedSeries(bucketsMax: 200)

  /// Seconds of the noted waits.
  private(set) var waitSeconds = 0.0
  /// The wait that has no end yet, among the notes.
  private var openWait: Int?
  /// How often each staleness was among the steps that the present server has logged.
  private var pendingStaleness: [UInt64] = []

  /// A run of which nothing is known.
  public init() {}

  /// Takes the next entry of the log.
  public mutating func add(_ entry: RunLogEntry) {
    start = start ?? entry.time
    end = entry.time
    endWait(before: entry)
    if !generations.isEmpty { generations[generations.count - 1].last = entry.time }
    switch entry.event {
    case .listening(let generation, let version, _):
      begin(generation: generation, version: version, at: entry.time)
    case .started(_, let total, let perEpoch, _): (totalSteps, stepsPerEpoch) = (total, perEpoch)
    case .step(let step): add(step, at: entry.time)
    case .evaluation(let step, let epoch, let loss, let accuracy, let seconds):
      add(
        Evaluation(
          time: entry.time, step: step, epoch: epoch, loss: loss, accuracy: accuracy,
          seconds: seconds))
    case .checkpoint(let step):
      checkpointCount += 1
      lastCheckpoint = (step, entry.time)
      firstCheckpoint = firstCheckpoint ?? (step, entry.time)
    case .summary(let counts): add(counts)
    case .discarded(let frames, let messages):
      discardedFrames += frames
      strayMessages += messages
    case .duplicatePush: duplicatePushes += 1
    case .resources(let seconds, let memory):
      cpuSeconds = (cpuSeconds ?? 0) + seconds
      peakMemory = max(peakMemory ?? 0, memory)
    case .ended(let outcome, let reason): finish(outcome, reason, at: entry.time)
    default: addPresence(entry)
    }
  }

  /// Takes note that the log ends here.
  public mutating func finish() { takeLoggedStaleness() }

  /// How many notes there are of a kind, those that were not kept among them.
  func count(of kind: Note.Kind) -> UInt64 {
    Note.Kind.allCases.firstIndex(of: kind).map { noteCounts[$0] } ?? 0
  }

  // MARK: Servers

  private mutating func begin(generation: UInt64, version: UInt64, at time: Double) {
    // What the server before had not said at its end.
    closeSessions(at: generations.last?.last ?? time, reason: nil)
    takeLoggedStaleness()
    if let last = lastStep?.step, last > version {
      stepsAgain += last - version
      for series in [\RunRecord.loss, \.gradientNorm, \.learningRate] {
        self[keyPath: series].removeAll(after: Double(version))
      }
      evaluations.removeAll { $0.step > version }
    }
    if generations.count == Self.listMax { generations.removeFirst() }
    generations.append(
      Generation(number: generation, version: version, start: time, last: time))
  }

  private mutating func finish(_ outcome: String, _ reason: String, at time: Double) {
    closeSessions(at: time, reason: "the run \(outcome == "completed" ? "was over" : outcome)")
    takeLoggedStaleness()
    guard !generations.isEmpty else { return }
    generations[generations.count - 1].outcome = outcome
    generations[generations.count - 1].reason = reason
  }

  private mutating func closeSessions(at time: Double, reason: String?) {
    for index in sessions.indices where sessions[index].left == nil {
      sessions[index].left = time
      sessions[index].reason = reason
    }
  }

  private mutating func add(_ counts: RunCounts) {
    self.counts.usedUnits += counts.usedUnits
    self.counts.speculatedUnits += counts.speculatedUnits
    self.counts.wastedUnits += counts.wastedUnits
    self.counts.droppedMicroBatches += counts.droppedMicroBatches
    self.counts.skippedSteps += counts.skippedSteps
    guard let staleness = counts.staleness else { return }
    addStaleness(staleness)
    pendingStaleness = []
    self.counts.stalenessMost = max(self.counts.stalenessMost ?? 0, counts.stalenessMost ?? 0)
  }

  /// A server that was killed has counted nothing: its logged steps are all that is known.
  private mutating func takeLoggedStaleness() {
    guard pendingStaleness.contains(where: { $0 > 0 }) else { return }
    if pendingStaleness.count > 1 || counts.staleness != nil {
      addStaleness(pendingStaleness)
      counts.stalenessMost = max(counts.stalenessMost ?? 0, UInt64(pendingStaleness.count - 1))
    }
    pendingStaleness = []
  }

  private mutating func addStaleness(_ more: [UInt64]) {
    var sum = counts.staleness ?? []
    for (place, count) in more.enumerated() {
      if place == sum.count { sum.append(0) }
      sum[place] += count
    }
    counts.staleness = sum
  }

  // MARK: Steps

  private mutating func add(_ step: LoggedStep, at time: Double) {
    lastStep = step
    lastStepTime = time
    if !generations.isEmpty { generations[generations.count - 1].lastStep = step.step }
    loggedSteps += 1
    loggedSamples += step.samples
    loggedSeconds += step.seconds
    let place = Double(step.step)
    let moment = time - (start ?? time)
    loss.add(place, step.loss)
    lossByTime.add(moment, step.loss)
    if let norm = step.gradientNorm { gradientNorm.add(place, norm) }
    if let rate = step.learningRate { learningRate.add(place, rate) }
    if step.samples > 0 {
      paceByTime.add(moment, step.seconds / step.samples, weight: step.samples)
    }
    let staleness = Int(min(step.staleness, UInt64(Self.listMax)))
    while pendingStaleness.count <= staleness { pendingStaleness.append(0) }
    pendingStaleness[staleness] += 1
    if let split = step.split {
      splitSum = splitSum + split
      splitSteps += 1
      splitSeconds += step.seconds
    }
    if let sent = step.sentBytes, let received = step.receivedBytes {
      sentBytes += sent
      receivedBytes += received
      bytesSteps += 1
    }
  }

  private mutating func add(_ evaluation: Evaluation) {
    evaluationCount += 1
    evaluationSeconds += evaluation.seconds
    if best.map({ evaluation.loss < $0.loss }) ?? true { best = evaluation }
    // Every second one goes where there are too many; the newest stays.
    if evaluations.count == Self.listMax {
      evaluations = stride(from: 1, to: evaluations.count, by: 2).map { evaluations[$0] }
    }
    evaluations.append(evaluation)
  }

  // MARK: Workers and what is out of the ordinary

  /// Why a worker says goodbye; for every other reason the server has given it up.
  private static let orderlyReasons = [
    "it was interrupted", "it was told to terminate", "the process that started it has ended",
    "the run is over",
  ]

  private mutating func addPresence(_ entry: RunLogEntry) {
    switch entry.event {
    case .workerJoined(let session, let worker, let host, let kernel, let key):
      sessionCount += 1
      guard sessions.count < Self.listMax else { return }
      sessions.append(
        Session(
          generation: generations.last?.number ?? 0, id: session, worker: worker, host: host,
          kernel: kernel, key: key, joined: entry.time))
    case .workerLeft(let id, _, let reason, _):
      update(id) {
        $0.left = entry.time
        $0.reason = reason
        $0.isLost = !Self.orderlyReasons.contains(reason)
      }
    case .speculated(let id, _, let units, let seconds):
      update(id) {
        guard $0.lateness.count < Self.listMax else { return }
        $0.lateness.append(Lateness(time: entry.time, units: units, seconds: seconds))
      }
    case .clock(let id, let offset, let roundTrip):
      update(id) { ($0.clockOffset, $0.roundTrip) = (offset, roundTrip) }
    case .workerRefused(let worker, let reason):
      note(.refusedWorker, "\(worker): \(reason)", at: entry.time)
    case .badFrame(let reason): note(.badFrame, reason, at: entry.time)
    case .strayMessage(let reason): note(.strayMessage, reason, at: entry.time)
    case .stepSkipped(let step, let worker):
      note(
        .skippedStep, "step \(step): \(worker) found a number that is not finite", at: entry.time)
    case .waiting(let what):
      let noted = notes.count
      note(.wait, what, at: entry.time)
      openWait = notes.count > noted ? noted : nil
    case .checkpointFailed(let step, let reason):
      note(.failedCheckpoint, "step \(step): \(reason)", at: entry.time)
    default: break
    }
  }

  private mutating func update(_ id: UInt64, _ change: (inout Session) -> Void) {
    let generation = generations.last?.number ?? 0
    guard
      let index = sessions.lastIndex(where: { $0.id == id && $0.generation == generation })
    else { return }
    change(&sessions[index])
  }

  /// A wait lasts until something moves.
  private mutating func endWait(before entry: RunLogEntry) {
    switch entry.event {
    case .step, .started, .evaluation, .waiting, .listening, .ended: break
    default: return
    }
    guard let index = openWait else { return }
    openWait = nil
    if case .listening = entry.event {
      notes[index].duration = max(0, (generations.last?.last ?? entry.time) - notes[index].time)
    } else {
      notes[index].duration = max(0, entry.time - notes[index].time)
    }
    waitSeconds += notes[index].duration ?? 0
  }

  private mutating func note(_ kind: Note.Kind, _ text: String, at time: Double) {
    guard let place = Note.Kind.allCases.firstIndex(of: kind) else { return }
    noteCounts[place] += 1
    if noteCounts[place] <= Self.listMax {
      notes.append(Note(time: time, kind: kind, text: text))
    }
  }
}
