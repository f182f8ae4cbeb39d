import Text

/// This process's pinned line on standard error, where that is a terminal.
public struct TerminalLine {
  private let showsColor: Bool
  private var isDrawn = false

  /// A line that is not drawn yet; nil where standard error is no terminal.
  public init?() {
    guard Console.isTerminal else { return nil }
    showsColor = Console.showsColor
    TerminalRestoration.enabled
  }

  /// Draws what of it has room in the terminal as it is now. While the terminal is another's, which
  /// has this process in the background, nothing is drawn.
  public mutating func draw(_ line: StatusLine) {
    guard Console.isInForeground else { return depart() }
    guard !line.isEmpty else { return end() }
    isDrawn = true
    TerminalRestoration.isNeeded.store(true, ordering: .relaxed)
    Console.draw(drawing(line))
  }

  /// Shows a message above the line, which is drawn again.
  public mutating func show(_ message: String, _ style: TextStyle, above line: StatusLine) {
    guard isDrawn, Console.isInForeground else { return Console.message(message, style) }
    // In one piece: nothing else that is written can come between.
    Console.error(PinnedLine.message(message, style, inColor: showsColor) + drawing(line))
  }

  /// Takes the line off the terminal.
  public mutating func end() {
    guard Console.isInForeground else { return depart() }
    finish(PinnedLine.end)
  }

  /// Another's words may stand where the line was.
  private mutating func depart() {
    finish(PinnedLine.departure)
  }

  private mutating func finish(_ sequence: String) {
    guard isDrawn else { return }
    isDrawn = false
    TerminalRestoration.isNeeded.store(false, ordering: .relaxed)
    Console.restore(sequence)
  }

  private func drawing(_ line: StatusLine) -> String {
    // The last column stays free: some terminals wrap once it is written to.
    PinnedLine.drawing(line.fitted(to: Console.width - 1), inColor: showsColor)
  }
}
