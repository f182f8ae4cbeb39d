/// How often each kind of fault happened.
public struct FaultCounts: Equatable, Sendable {
  private var counts = [Int](repeating: 0, count: FaultKind.allCases.count)

  /// No faults.
  public init() {}

  /// How often one kind happened.
  public subscript(kind: FaultKind) -> Int {
    get { counts[kind.rawValue] }
    set { counts[kind.rawValue] = newValue }
  }

  /// How many faults there were, of all kinds.
  public var total: Int { counts.reduce(0, +) }

  /// Adds the right one's counts to the left one's.
  public static func += (left: inout FaultCounts, right: FaultCounts) {
    for kind in FaultKind.allCases { left[kind] += right[kind] }
  }
}
