import Coordination
import ParameterServer
import Platform
import RunLog
import Text

/// Writes what happens in a run to its log, and shows it: above a line on the terminal that says where
/// the run stands, else with such a line at intervals.
final class RunReporter: RunObserver {
  /// How often the line of a terminal is drawn.
  private static let drawInterval = Interval.milliseconds(100)
  /// How often it is shown where there is no terminal: after a tenth of the run's age, within these
  /// bounds.
  private static let lineIntervals = (shortest: Interval.seconds(5), longest: Interval.seconds(60))
  /// How often an evaluation has a line of its own: after a twentieth of the run's age, within these
  /// bounds. So those that are further apart than the second are all shown.
  private static let evaluationIntervals = (
    shortest: Interval.milliseconds(500), longest: Interval.seconds(10)
  )

  private(set) var progress: Progress
  private var log: LineFile
  private var notices: Notices?
  private let logEvery: UInt64
  private let messages: MessageLines
  private let showsJSON: Bool
  private let isQuiet: Bool
  private var line: TerminalLine?
  private let start = MonotonicClock().now
  /// When `refresh` should be called again.
  private(set) var nextRefresh: Instant
  private var nextEvaluation = Instant(nanoseconds: 0)
  /// Where the run stood when a line last said so.
  private var shown: (version: UInt64, wait: Wait?) = (0, nil)

  init(
    log: consuming LineFile, notices: consuming Notices?, logEvery: Int, workersExpected: Int,
    version: UInt64, showsJSON: Bool, isQuiet: Bool
  ) {
    progress = Progress(workersExpected: workersExpected, version: version)
    self.log = log
    self.notices = notices
    self.logEvery = UInt64(logEvery)
    self.showsJSON = showsJSON
    self.isQuiet = isQuiet
    messages = MessageLines(of: "ps", as: "ps serve", isJSON: showsJSON, isQuiet: isQuiet)
    line = showsJSON || isQuiet ? nil : TerminalLine()
    nextRefresh =
      showsJSON || isQuiet
      ? Instant(nanoseconds: .max) : line == nil ? start + Self.lineIntervals.shortest : start
  }

  func observe(_ event: RunEvent, at now: Instant) {
    let text = progress.observe(event, at: now)
    notices?.observe(event)
    if isLogged(event) {
      write(.run(event), isFailure: event.isFailure)
    }
    if let text, !showsJSON, isWorthALine(event, at: now) {
      show(text, isFailure: event.isFailure)
    }
    refresh(at: now)
  }

  /// Adds a line to the log, and to standard error where that shows the log.
  func write(_ event: RunLogEntry.Event, isFailure: Bool = false) {
    write(RunLogEntry(time: WallClock.seconds, event).line, isFailure: isFailure)
  }

  private func write(_ line: String, isFailure: Bool) {
    if let failure = log.append(line) { show("\(failure)", isFailure: true) }
    if let missing = log.takeMissing() {
      let lines = missing == 1 ? "1 line is" : "\(missing) lines are"
      show("the log can be written again; \(lines) missing", isFailure: true)
    }
    if showsJSON, !isQuiet || isFailure { Console.error(line + "\n") }
  }

  /// Shows a line that is no event.
  func show(_ text: String, isFailure: Bool = false) {
    if line != nil {
      line?.show(
        "ps: \(text)", isFailure ? .failure : .plain, above: statusLine(at: MonotonicClock().now))
    } else if isFailure {
      messages.failure(text)
    } else {
      messages.note(text)
    }
  }

  /// Writes how the server begins its part of the log.
  func open(_ start: ServerStart) {
    let line = RunLogEntry(time: WallClock.seconds, .listening(start)).line
    notices?.append(line)
    write(line, isFailure: false)
  }

  /// Shows where the run stands, if it is time to.
  func refresh(at now: Instant) {
    guard now >= nextRefresh else { return }
    if line != nil {
      nextRefresh = now + Self.drawInterval
      line?.draw(statusLine(at: now))
    } else {
      nextRefresh = now + interval(within: Self.lineIntervals, parts: 10, at: now)
      showLine(at: now)
    }
  }

  /// Takes the line off the terminal, for good.
  func endLine() {
    line?.end()
    line = nil
    nextRefresh = Instant(nanoseconds: .max)
  }

  private func statusLine(at now: Instant) -> StatusLine {
    progress.statusLine(at: now, hasBar: true)
  }

  /// Shows a line where there is no terminal; not the same twice.
  private func showLine(at now: Instant) {
    let state = (progress.version, progress.presentWait)
    guard progress.totalSteps > 0, state != shown else { return }
    shown = state
    let status = progress.statusLine(at: now, hasBar: false).complete
    messages.note(status.encoded(inColor: false))
  }

  /// What is worth a line of its own. Epochs of a small job follow each other faster than anyone
  /// reads, and the log has them all; a wait stands in the line of a terminal, and one for a worker
  /// at work in the next line elsewhere.
  private func isWorthALine(_ event: RunEvent, at now: Instant) -> Bool {
    switch event {
    case .evaluated:
      guard now >= nextEvaluation else { return false }
      nextEvaluation = now + interval(within: Self.evaluationIntervals, parts: 20, at: now)
      return true
    case .waiting(.units, _):
      return false
    case .waiting:
      return line == nil
    default:
      return true
    }
  }

  /// A part of the time since the start: what happens often is less and less news.
  private func interval(
    within bounds: (shortest: Interval, longest: Interval), parts: UInt64, at now: Instant
  ) -> Interval {
    let part = Interval(nanoseconds: (now - start).nanoseconds / parts)
    return min(bounds.longest, max(bounds.shortest, part))
  }

  private func isLogged(_ event: RunEvent) -> Bool {
    guard case .stepCompleted(let step) = event else { return true }
    return step.version % logEvery == 0 || step.version == progress.totalSteps
  }
}

extension RunEvent {
  fileprivate var isFailure: Bool {
    switch self {
    case .checkpointFailed, .ended(.failed): true
    default: false
    }
  }
}
