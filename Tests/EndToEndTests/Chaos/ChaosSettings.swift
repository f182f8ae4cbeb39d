import Foundation

/// How long faults go on, and which they are: `CHAOS_SECONDS` and `CHAOS_SEED` in the environment,
/// as `scripts/chaos` sets them; else short, and always the same.
struct ChaosSettings {
  let seconds: Int
  let seed: UInt64

  static let current: ChaosSettings = {
    let variables = ProcessInfo.processInfo.environment
    return ChaosSettings(
      seconds: variables["CHAOS_SECONDS"].flatMap { Int($0) } ?? 8,
      seed: variables["CHAOS_SEED"].flatMap { UInt64($0) } ?? 1)
  }()

  /// The steps of a run that lasts about as long, undisturbed and on an idle machine of two cores.
  var steps: Int { seconds * 1200 }

  /// How often a run's connections are cut or what comes by them is changed: each time takes a
  /// fraction of a second to get over.
  var cutsAndFlips: Int { max(36, seconds * 4) }
}
