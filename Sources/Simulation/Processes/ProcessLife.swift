/// Whether a simulated process lives, and how long it still will. Whatever it does to the world, it
/// first asks here, so that each of its interactions can be its last.
final class ProcessLife {
  private(set) var isOver = false
  private var interactionsLeft: Int?

  /// Lets it do so many more things and then no more.
  func end(afterInteractions count: Int) {
    interactionsLeft = count
  }

  /// Takes back a death that has not come yet.
  func spare() {
    interactionsLeft = nil
  }

  /// Ends it now.
  func end() {
    isOver = true
  }

  /// Counts one interaction.
  ///
  /// - Returns: whether it takes place.
  func interacts() -> Bool {
    if isOver { return false }
    guard let left = interactionsLeft else { return true }
    if left == 0 {
      isOver = true
      return false
    }
    interactionsLeft = left - 1
    return true
  }
}
