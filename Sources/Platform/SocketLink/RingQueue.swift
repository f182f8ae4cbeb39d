/// First in, first out, in memory that is used again: once it has grown to what is needed it asks for no
/// more.
struct RingQueue<Element> {
  private var places: ContiguousArray<Element?> = []
  private var first = 0
  private(set) var count = 0

  /// An empty queue with memory for so many elements, a power of two.
  init(capacity: Int = 4) {
    precondition(capacity.nonzeroBitCount == 1)
    places = ContiguousArray(repeating: nil, count: capacity)
  }

  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: Element) {
    if count == places.count { grow() }
    places[(first + count) & (places.count - 1)] = element
    count += 1
  }

  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = places[first]
    places[first] = nil
    first = (first + 1) & (places.count - 1)
    count -= 1
    return element
  }

  private mutating func grow() {
    var larger = ContiguousArray<Element?>(repeating: nil, count: 2 * places.count)
    for index in 0..<count { larger[index] = places[(first + index) & (places.count - 1)] }
    places = larger
    first = 0
  }
}
