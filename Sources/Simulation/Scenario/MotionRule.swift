import Coordination

/// The rule by which θ moves in a universe.
enum MotionRule: Equatable, Sendable {
  case sync
  /// All but so many micro-batches are needed.
  case drop(Int)
  case async
  /// No push may be staler than this.
  case bounded(UInt64)
  /// With this λ.
  case compensated(Float)

  /// Draws the figures of a mode.
  init(_ mode: SimulatedMode, microBatches: Int, _ chance: inout SeededNumbers) {
    switch mode {
    case .sync: self = .sync
    case .drop: self = microBatches > 1 ? .drop(chance.number(in: 1...microBatches - 1)) : .sync
    case .async: self = .async
    case .bounded: self = .bounded(UInt64(chance.number(in: 0...4)))
    // Gradients come to 16 and more, and their squares count.
    case .compensated: self = .compensated(1 / 256)
    }
  }

  /// Whether θ moves with each push.
  var movesWithEachPush: Bool {
    switch self {
    case .sync, .drop: false
    case .async, .bounded, .compensated: true
    }
  }

  /// Tells the coordinator.
  func configure(_ configuration: inout CoordinatorConfiguration) {
    switch self {
    case .sync: configuration.mode = .sync(drop: 0)
    case .drop(let most): configuration.mode = .sync(drop: most)
    case .async: configuration.mode = .async
    case .bounded(let most): configuration.mode = .bounded(staleness: most)
    case .compensated(let coefficient):
      configuration.mode = .async
      configuration.compensation = coefficient
    }
  }
}
