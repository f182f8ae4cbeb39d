import Coordination
import RunLog

/// A run, gathered from its log in bounded memory: series are decimated and lists end at a limit,
/// with a count of what is not in them.
public struct RunRecord: Sendable {
  /// How many sessions, evaluations, notes of each kind are kept.
  static let listMax = 1000

  /// Characters of a text that are kept: names and reasons come from peers, lines from files.
  static let textLengthMax = 400

  /// When the first line was written, in seconds since 1970; nil for an empty log.
  public internal(set) var start: Double?
  /// When the last one was; this and all other times are on the log's time line.
  var end: Double?
  var timeline = LogTimeline()
  /// What the time was spent on.
  var account = TimeAccount()
  var generations: [Generation] = []
  var sessions: [Session] = []
  var sessionCount: UInt64 = 0
  /// How often some worker was late, so far as each time is kept.
  var keptLateness = 0
  var evaluations: [Evaluation] = []
  var evaluationCount: UInt64 = 0
  var evaluationSeconds = 0.0
  /// The evaluation with the least loss.
  var best: Evaluation?
  var notes: [Note] = []
  /// How many notes there are of each kind, by `Note.Kind`'s cases.
  var noteCounts: [UInt64] = Array(
    repeating: 0, count: Note.Kind.allCases.count)
  /// Frames and messages that were thrown away, as the servers counted them at their end.
  var discardedFrames: UInt64 = 0
  var strayMessages: UInt64 = 0
  var duplicatePushes: UInt64 = 0
  /// Sums of what the servers counted, but for the staleness.
  var counts = RunSummary()
  /// How many pushes had a staleness of 0, 1, 2 …; nil where all were fresh by construction.
  var staleness: [UInt64]?
  /// The greatest staleness.
  var stalenessMost: UInt64?

  var totalSteps: UInt64?
  var stepsPerEpoch: UInt64?
  /// Its version is that of θ, of a resumed run the one that it went back to.
  var lastStep: StepSummary?
  var lastStepTime: Double?
  /// How many steps are in the log, and their sums.
  var loggedSteps: UInt64 = 0
  var loggedSamples = 0.0
  var loggedSeconds = 0.0
  /// Steps that a server computed again since the one before had not saved them.
  var stepsAgain: UInt64 = 0
  var splitSum = TimeSplit()
  var splitSteps: UInt64 = 0
  var sentBytes = 0.0
  var receivedBytes = 0.0
  var bytesSteps: UInt64 = 0
  var cpuSeconds: Double?
  var peakMemory: Double?
  var checkpointCount: UInt64 = 0
  var lastCheckpoint: (step: UInt64, time: Double)?
  var firstCheckpoint: (step: UInt64, time: Double)?

  /// By step: loss, gradient norm, learning rate.
  var loss = DecimatedSeries()
  var gradientNorm = DecimatedSeries()
  var learningRate = DecimatedSeries()
  /// By time in seconds since the start: loss, and seconds a sample, weighed by samples.
  var lossByTime = DecimatedSeries()
  var paceByTime = DecimatedSeries(bucketsMax: 200)

  /// Seconds of the noted waits.
  var waitSeconds = 0.0
  /// The wait that has no end yet, among the notes.
  var openWait: Int?
  /// How often each staleness was among the steps that the present server has logged.
  var pendingStaleness: [UInt64] = []
  /// How many lines there are of events that this program does not know.
  var unknownEvents: UInt64 = 0
  /// The newest form of lines that some server said to write; 0 for that without a number.
  var format = 0

  /// A run of which nothing is known.
  public init() {}

  /// Takes the next entry of the log.
  public mutating func add(_ entry: RunLogEntry) {
    let entry = RunLogEntry(time: timeline.place(entry.time), entry.event)
    account.add(entry.event, at: entry.time)
    start = start ?? entry.time
    end = entry.time
    endWait(before: entry)
    if case .listening = entry.event {
      // Another server's.
    } else if !generations.isEmpty {
      generations[generations.count - 1].last = entry.time
    }
    switch entry.event {
    case .listening(let start): begin(start, at: entry.time)
    case .run(let event): add(event, at: entry.time)
    case .crowded(let connectionsMax):
      note(.crowding, "more than \(connectionsMax): some were refused or closed", at: entry.time)
    case .resources(let resources):
      cpuSeconds = (cpuSeconds ?? 0) + resources.cpuSeconds
      peakMemory = max(peakMemory ?? 0, Double(resources.peakMemoryBytes))
    case .worded(let kind, let sentence): addWorded(kind, sentence, at: entry.time)
    case .unknown: unknownEvents += 1
    }
  }

  private mutating func add(_ event: RunEvent, at time: Double) {
    switch event {
    case .started(_, let total, let perEpoch, _): (totalSteps, stepsPerEpoch) = (total, perEpoch)
    case .stepCompleted(let step): add(step, at: time)
    case .evaluated(let evaluation): add(Evaluation(time: time, evaluation))
    case .checkpointWritten(let version):
      checkpointCount += 1
      lastCheckpoint = (version, time)
      firstCheckpoint = firstCheckpoint ?? (version, time)
    case .summary(let counts): add(counts)
    case .discarded(let frames, let messages):
      discardedFrames = sum(discardedFrames, frames)
      strayMessages = sum(strayMessages, messages)
    case .duplicatePush: duplicatePushes += 1
    case .ended(let outcome): finish(outcome, at: time)
    case .workerJoined(let session, let hello, let key): join(session, hello, key, at: time)
    case .workerLeft(let session, _, let reason, _): leave(session, reason, at: time)
    case .speculated(let session, _, let units, let elapsed):
      addLateness(
        Lateness(time: time, units: UInt64(units), seconds: elapsed.inSeconds), of: session)
    case .clockCompared(let session, _, let offset, let roundTrip):
      update(session) {
        ($0.clockOffset, $0.roundTrip) = (Double(offset) / 1e9, roundTrip.inSeconds)
      }
    case .workerRefused, .turnedAway, .keysChanged, .badFrame, .strayMessage, .repeated,
      .stepSkipped, .evaluationSkipped, .waiting, .checkpointFailed:
      addNote(of: event, at: time)
    }
  }

  /// A sum of counts that a file names: no greater than there are numbers for.
  func sum(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (sum, overflow) = a.addingReportingOverflow(b)
    return overflow ? .max : sum
  }

  /// Takes note that the log ends here.
  public mutating func finish() { takeLoggedStaleness() }

  /// How many notes there are of a kind, those that were not kept among them.
  func count(of kind: Note.Kind) -> UInt64 {
    Note.Kind.allCases.firstIndex(of: kind).map { noteCounts[$0] } ?? 0
  }
}
