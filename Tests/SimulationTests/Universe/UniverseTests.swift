import Simulation
import Testing

@Suite("A universe")
struct UniverseTests {
  #if DEBUG
    private static let seeds: UInt64 = 100
  #else
    /// About 25 s on a core.
    private static let seeds: UInt64 = 20_000
  #endif

  @Test("keeps all that must hold under faults", arguments: SimulatedMode.allCases)
  func holds(_ mode: SimulatedMode) {
    let share = Self.seeds / UInt64(SimulatedMode.allCases.count)
    for seed in 0..<2 * share {
      let report = Universe(seed: seed, modes: [mode]).run()
      if let line = report.failureLine {
        Issue.record("\(line); ps simulate --mode \(mode.rawValue) --seed \(seed) --trace")
      }
    }
  }

  @Test("is the same again with the same seed, event by event", arguments: 0..<20)
  func determinism(_ seed: UInt64) {
    var (first, second): ([String], [String]) = ([], [])
    _ = Universe(seed: seed, modes: SimulatedMode.allCases) { first.append($0) }.run()
    _ = Universe(seed: seed, modes: SimulatedMode.allCases) { second.append($0) }.run()
    #expect(first.count > 50)
    #expect(first == second)
  }

  @Test("is the same whether its events are written down or not", arguments: 0..<20)
  func tracing(_ seed: UInt64) {
    let traced = Universe(seed: seed, modes: SimulatedMode.allCases) { _ in }.run()
    let silent = Universe(seed: seed, modes: SimulatedMode.allCases).run()
    #expect(traced.events == silent.events && traced.duration == silent.duration)
    #expect(traced.faults == silent.faults && traced.steps == silent.steps)
  }

  @Test("is another with another seed")
  func seeds() {
    let events = (0..<20).map { Universe(seed: $0, modes: SimulatedMode.allCases).run().events }
    #expect(Set(events).count > 15)
  }

  @Test("sees every kind of fault in some hundred seeds, and every mode")
  func variety() {
    var faults = FaultCounts()
    var modes: Set<SimulatedMode> = []
    for seed in 0..<300 as Range<UInt64> {
      let report = Universe(seed: seed, modes: SimulatedMode.allCases).run()
      faults += report.faults
      modes.insert(report.mode)
    }
    for kind in FaultKind.allCases { #expect(faults[kind] > 0, "\(kind)") }
    #expect(modes.count == SimulatedMode.allCases.count)
  }
}
