import Coordination

/// What is to happen to a universe by itself, the next first; of those at one instant, the one that
/// was planned first.
struct Agenda {
  /// One thing to happen.
  enum Item {
    case startServer
    case startWorker(Int)
    case connect(Int)
    case stopWorker(Int)
    case endSlowness(Int)
    case healDisk
    case disconnect(Int)
    case fault
    case calm
  }

  private var entries: [(at: Instant, item: Item)] = []

  /// When the next thing happens.
  var next: Instant? { entries.first?.at }

  mutating func add(_ item: Item, at time: Instant) {
    let place = entries.firstIndex { $0.at > time } ?? entries.count
    entries.insert((time, item), at: place)
  }

  mutating func removeFirst() -> Item? {
    entries.isEmpty ? nil : entries.removeFirst().item
  }
}
