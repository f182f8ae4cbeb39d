import CommandLineParsing
import Coordination
import Platform
import Simulation
import Tensors
import Text

/// `ps simulate`: whole runs under faults, over a simulated network, disk and clock.
enum SimulateCommand: ServerCommand {
  private static let modes = ["any"] + SimulatedMode.allCases.map(\.rawValue)

  static let command = Command(
    "simulate", summary: "Run whole clusters under simulated faults, and check what must hold",
    discussion: [
      "Each seed is a universe of its own: a server and workers, the very code that serves and "
        + "trains, over a simulated network, disk and clock, in which messages, connections, "
        + "processes and the disk fail as the seed draws. Then faults stop, and the run must finish. "
        + "The same seed does the same again.",
      "Exit code 0: all that must hold held; 1: it did not, and the seeds are named.",
    ],
    options: [
      CommandOption(
        "seeds", value: "N", summary: "How many universes", default: "1000"),
      CommandOption("first-seed", value: "N", summary: "The first one's seed", default: "1"),
      CommandOption("seed", value: "N", summary: "Run this one alone"),
      CommandOption(
        "mode", value: "MODE", form: .choices(modes),
        summary: "The rule by which θ moves; any lets the seed choose", default: "any"),
      CommandOption(flag: "trace", summary: "With --seed, print every event in its order"),
    ])

  static func run(_ arguments: ParsedArguments) throws -> Int32 {
    let mode = arguments.text("mode") ?? "any"
    let chosen = SimulatedMode(rawValue: mode).map { [$0] } ?? SimulatedMode.allCases
    ThisProcess.keepFreedMemory()
    try RoomCheck.matrices()
    TrapNote.enable()
    if let seed = try arguments.wholeNumber("seed", in: 0...Int.max) {
      return try run(seed: UInt64(seed), chosen, isTraced: arguments.isSet("trace"))
    }
    guard !arguments.isSet("trace") else {
      throw UsageError("--trace needs --seed: the events of one universe are read at a time")
    }
    let count = try arguments.wholeNumber("seeds", in: 1...1_000_000_000) ?? 1000
    let first = try arguments.wholeNumber("first-seed", in: 0...Int.max / 2) ?? 1
    return try run(first..<first + count, chosen, mode)
  }

  private static func run(
    seed: UInt64, _ modes: [SimulatedMode], isTraced: Bool
  ) throws(OutputError) -> Int32 {
    var failure: OutputError?
    let report = Universe(
      seed: seed, modes: modes,
      trace: isTraced
        ? { line in
          guard failure == nil else { return }
          do throws(OutputError) { try Console.output(line + "\n") } catch { failure = error }
        } : nil
    ).run()
    if let failure { throw failure }
    if let line = report.failureLine {
      Console.error("ps: \(line)\n")
      return ExitCode.failure.rawValue
    }
    Console.error("ps: seed \(seed): all that must hold held\n")
    return ExitCode.success.rawValue
  }

  private static func run(
    _ seeds: Range<Int>, _ modes: [SimulatedMode], _ mode: String
  ) throws(OutputError) -> Int32 {
    let pool = ThreadPool(concurrency: min(ThisProcess.processorCount, TrapNote.slotsMax))
    let clock = MonotonicClock()
    let start = clock.now
    var nextLine = start + progressInterval
    var tally = SimulationTally()
    var next = seeds.lowerBound
    while next < seeds.upperBound {
      let batch = UniverseBatch(
        firstSeed: UInt64(next), count: min(seeds.upperBound - next, batchSize), modes: modes,
        mode: mode)
      pool.forEachRange(of: batch.count, granularity: 1, batch)
      next += batch.count
      for report in batch.takeReports() {
        tally.add(report)
        if let line = report.failureLine, tally.failures.count <= failuresShown {
          Console.error(
            "ps: \(line)\n    \(UniverseBatch.command(seed: report.seed, mode: mode))\n")
        }
      }
      if clock.now >= nextLine {
        nextLine = clock.now + progressInterval
        Console.error(
          "ps: \(DecimalText.grouped(UInt64(tally.seeds))) seeds, \(tally.failures.count) failures\n"
        )
      }
    }
    try Console.output(tally.text(seconds: (clock.now - start).inSeconds))
    return tally.failures.isEmpty ? ExitCode.success.rawValue : ExitCode.failure.rawValue
  }

  private static let batchSize = 512
  private static let failuresShown = 10
  private static let progressInterval = Interval.seconds(5)
}

/// Some universes, shared among threads.
private final class UniverseBatch: RangeTask {
  let count: Int
  private let firstSeed: UInt64
  private let modes: [SimulatedMode]
  private let mode: String
  /// Each thread writes those of its range.
  private let reports: UnsafeMutableBufferPointer<UniverseReport?>

  init(firstSeed: UInt64, count: Int, modes: [SimulatedMode], mode: String) {
    self.mode = mode
    self.firstSeed = firstSeed
    self.count = count
    self.modes = modes
    reports = .allocate(capacity: count)
    reports.initialize(repeating: nil)
  }

  deinit {
    reports.deinitialize().deallocate()
  }

  func run(_ index: Int, _ range: Range<Int>) {
    for offset in range {
      let seed = firstSeed + UInt64(offset)
      TrapNote.set(
        "ps: seed \(seed): the program has trapped\n    \(Self.command(seed: seed, mode: mode))",
        slot: index)
      reports[offset] = Universe(seed: seed, modes: modes).run()
    }
  }

  /// What repeats a universe.
  static func command(seed: UInt64, mode: String) -> String {
    "\(CalledProgram.words(for: "ps")) simulate --mode \(mode) --seed \(seed) --trace"
  }

  func takeReports() -> [UniverseReport] {
    reports.compactMap { $0 }
  }
}
