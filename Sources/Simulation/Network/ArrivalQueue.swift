import Coordination

/// The messages that are under way, the next to arrive first; of those that arrive at once, the one
/// that was sent first. A binary heap.
struct ArrivalQueue {
  private struct Entry {
    let message: SimulatedMessage
    let number: UInt64

    static func < (left: Entry, right: Entry) -> Bool {
      (left.message.arrivesAt, left.number) < (right.message.arrivesAt, right.number)
    }
  }

  private var entries: [Entry] = []
  private var lastNumber: UInt64 = 0

  /// When the next one arrives.
  var next: Instant? { entries.first?.message.arrivesAt }

  mutating func insert(_ message: SimulatedMessage) {
    lastNumber += 1
    entries.append(Entry(message: message, number: lastNumber))
    rise(from: entries.count - 1)
  }

  mutating func removeFirst() -> SimulatedMessage? {
    guard let first = entries.first else { return nil }
    let last = entries.removeLast()
    if !entries.isEmpty {
      entries[0] = last
      sink(from: 0)
    }
    return first.message
  }

  /// Every message that is under way, in the order in which they arrive.
  var inOrder: [SimulatedMessage] {
    entries.sorted(by: <).map(\.message)
  }

  /// Puts all in their places again after times of arrival were changed.
  mutating func reorder() {
    entries.sort(by: <)
  }

  private mutating func rise(from start: Int) {
    var child = start
    while child > 0 {
      let parent = (child - 1) / 2
      guard entries[child] < entries[parent] else { return }
      entries.swapAt(child, parent)
      child = parent
    }
  }

  private mutating func sink(from start: Int) {
    var parent = start
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2]
      where child < entries.count && entries[child] < entries[least] {
        least = child
      }
      if least == parent { return }
      entries.swapAt(parent, least)
      parent = least
    }
  }
}
