import Coordination
import ParameterServer
import Platform
import Wire

/// Writes what happens in a run to its log, and shows it: a progress line on a terminal, else a line
/// at intervals.
final class RunReporter: RunObserver {
  /// How often a line is shown that is no news, where there is no terminal.
  private static let lineInterval = Interval.seconds(5)
  /// How often an evaluation has a line of its own.
  private static let evaluationInterval = Interval.milliseconds(500)
  /// How often the progress line of a terminal is drawn.
  private static let drawInterval = Interval.milliseconds(100)

  private(set) var progress = Progress()
  private var log: LineFile
  private var notices: Notices?
  private let logEvery: UInt64
  private let showsJSON: Bool
  private let isQuiet: Bool
  private let drawsLine: Bool
  private var nextStatus = Instant(nanoseconds: 0)
  private var nextEvaluation = Instant(nanoseconds: 0)
  private var isLineDrawn = false
  private var totalSteps: UInt64 = 0

  init(
    log: consuming LineFile, notices: consuming Notices?, logEvery: Int, showsJSON: Bool,
    isQuiet: Bool
  ) {
    self.log = log
    self.notices = notices
    self.logEvery = UInt64(logEvery)
    self.showsJSON = showsJSON
    self.isQuiet = isQuiet
    drawsLine = Console.isTerminal && !showsJSON && !isQuiet
  }

  func observe(_ event: RunEvent, at now: Instant) {
    if case .started(_, let totalSteps, _, _) = event { self.totalSteps = totalSteps }
    let line = progress.observe(event)
    notices?.observe(event)
    if isLogged(event) { write(RunLogLine.text(event, time: WallClock.seconds)) }
    if let line, isWorthALine(event, at: now) { show(line, isFailure: event.isFailure) }
    showStatus(after: event, at: now)
  }

  /// Adds a line to the log, and to standard error where that shows the log.
  func write(_ line: String) {
    if let failure = log.append(line) { show("\(failure)", isFailure: true) }
    if showsJSON { Console.error(line + "\n") }
  }

  /// Shows a line that is no event.
  func show(_ line: String, isFailure: Bool = false) {
    guard !showsJSON, !isQuiet || isFailure else { return }
    eraseLine()
    Console.error("ps: \(line)\n")
  }

  /// Writes how the server begins its part of the log.
  func open(_ line: String) {
    notices?.listening(line)
    write(line)
  }

  /// Takes the progress line off the terminal.
  func eraseLine() {
    if isLineDrawn { Console.error("\r\u{1B}[K") }
    isLineDrawn = false
  }

  /// Epochs of a small job follow each other faster than anyone reads; the log has them all.
  private func isWorthALine(_ event: RunEvent, at now: Instant) -> Bool {
    guard case .evaluated = event else { return true }
    guard now >= nextEvaluation else { return false }
    nextEvaluation = now + Self.evaluationInterval
    return true
  }

  private func isLogged(_ event: RunEvent) -> Bool {
    guard case .stepCompleted(let step) = event else { return true }
    return step.version % logEvery == 0 || step.version == totalSteps
  }

  private func showStatus(after event: RunEvent, at now: Instant) {
    guard !isQuiet, !showsJSON else { return }
    switch event {
    case .stepCompleted:
      guard now >= nextStatus else { return }
      // The first line where there is no terminal comes after the first interval.
      let isFirst = nextStatus.nanoseconds == 0
      nextStatus = now + (drawsLine ? Self.drawInterval : Self.lineInterval)
      if drawsLine {
        drawStatus()
      } else if !isFirst {
        Console.error("ps: \(progress.status(barWidth: 0))\n")
      }
    case .waiting where drawsLine:
      drawStatus()
    default:
      break
    }
  }

  private func drawStatus() {
    let width = Console.width
    let line = progress.status(barWidth: width < 100 ? 8 : 20).prefix(max(1, width - 1))
    Console.error("\r\u{1B}[K\(line)")
    isLineDrawn = true
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
