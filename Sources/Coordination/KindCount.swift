/// Counts things of several kinds, and knows of which kinds there were any: the first of a kind is
/// worth a line in the log, and a peer that sends nothing but garbage does not fill the disk.
struct KindCount<Kind: CaseIterable & Equatable & Sendable>: Sendable {
  /// How many there were, of all kinds together.
  private(set) var total: UInt64 = 0
  /// Those of which there were any: never more than there are cases.
  private var seen: [Kind] = []

  /// Counts one.
  ///
  /// - Returns: whether it is the first of its kind.
  mutating func count(_ kind: Kind) -> Bool {
    total += 1
    if seen.contains(kind) { return false }
    seen.append(kind)
    return true
  }
}
