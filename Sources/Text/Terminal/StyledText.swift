/// Text in styles, on one line.
public struct StyledText: Equatable, Sendable {
  private struct Run: Equatable, Sendable {
    let text: String
    let style: TextStyle
  }

  private var runs: [Run] = []
  /// How many cells of a terminal it takes.
  public private(set) var cells = 0

  /// Nothing.
  public init() {}

  /// Text in one style; its control characters are replaced.
  public init(_ text: String, _ style: TextStyle = .plain) {
    append(text, style)
  }

  /// Whether there is nothing to show.
  public var isEmpty: Bool { runs.isEmpty }

  /// Puts more text at its end.
  public mutating func append(_ text: String, _ style: TextStyle = .plain) {
    guard !text.isEmpty else { return }
    let printable = PrintableText.oneLine(text)
    runs.append(Run(text: printable, style: style))
    cells += CellWidth.of(printable)
  }

  /// Puts another at its end.
  public mutating func append(_ other: StyledText) {
    runs += other.runs
    cells += other.cells
  }

  /// One after the other.
  public static func + (first: StyledText, second: StyledText) -> StyledText {
    var result = first
    result.append(second)
    return result
  }

  /// What is to be written.
  ///
  /// - Parameter inColor: else there are no escape sequences in it.
  public func encoded(inColor: Bool) -> String {
    runs.map { $0.style.encoded($0.text, inColor: inColor) }.joined()
  }
}
