import Coordination
import Text

/// What came of many universes.
public struct SimulationTally: Sendable {
  /// How many there were.
  public private(set) var seeds = 0
  /// One line for each that failed.
  public private(set) var failures: [String] = []
  /// What went wrong on purpose.
  public private(set) var faults = FaultCounts()
  private var events: UInt64 = 0
  private var messages: UInt64 = 0
  private var steps: UInt64 = 0
  private var time = 0.0
  /// How many pushes had a staleness of 0, 1, 2 …
  private var staleness: [UInt64] = []
  private var runs = [Int](repeating: 0, count: SimulatedMode.allCases.count)

  /// No universes.
  public init() {}

  /// Adds what came of one.
  public mutating func add(_ report: UniverseReport) {
    seeds += 1
    if let line = report.failureLine { failures.append(line) }
    faults += report.faults
    events += report.events
    messages += report.messages
    steps += report.steps
    time += report.duration.inSeconds
    for (updates, count) in report.staleness.filled.enumerated() {
      while staleness.count <= updates { staleness.append(0) }
      staleness[updates] += count
    }
    for (index, mode) in SimulatedMode.allCases.enumerated() where mode == report.mode {
      runs[index] += 1
    }
  }

  /// The figures, one a line.
  ///
  /// - Parameter seconds: how long it took.
  public func text(seconds: Double) -> String {
    func line(_ name: String, _ value: String) -> String {
      name + String(repeating: " ", count: max(1, 24 - name.count)) + value + "\n"
    }
    func grouped(_ count: some BinaryInteger) -> String { DecimalText.grouped(UInt64(count)) }
    var text = line(
      "seeds",
      "\(grouped(seeds)) in \(DecimalText.duration(seconds: seconds)), "
        + "\(grouped(Int(Double(seeds) / max(seconds, 1e-9)))) a second")
    text += line("time simulated", DecimalText.duration(seconds: time))
    text += line("events", grouped(events))
    text += line("messages", grouped(messages))
    text += line("steps trained", grouped(steps))
    for (index, mode) in SimulatedMode.allCases.enumerated() where runs[index] > 0 {
      text += line("runs in mode \(mode.rawValue)", grouped(runs[index]))
    }
    text += line(
      "pushes by staleness",
      staleness.enumerated().map { "\($0.offset): \(grouped($0.element))" }
        .joined(separator: "  "))
    text += line("faults", grouped(faults.total))
    for kind in FaultKind.allCases { text += line("  " + kind.plural, grouped(faults[kind])) }
    text += line("failures", grouped(failures.count))
    return text
  }
}
