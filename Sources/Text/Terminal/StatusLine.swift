/// Parts that are shown side by side on one line, and what gives way where there is no room for all
/// of them. Nothing is cut off in the middle of a word.
public struct StatusLine: Equatable, Sendable {
  /// One of the ways to say a part.
  public struct Form: Equatable, Sendable {
    /// What is shown.
    public let text: StyledText
    /// What is worth least gives way first.
    public let worth: Int

    /// - Parameter worth: below that of the part's shorter forms.
    public init(_ text: StyledText, worth: Int) {
      self.text = text
      self.worth = worth
    }

    /// In one style.
    public init(_ text: String, _ style: TextStyle = .plain, worth: Int) {
      self.init(StyledText(text, style), worth: worth)
    }
  }

  private static let gap = 2
  private var parts: [[Form]] = []

  /// A line without parts.
  public init() {}

  /// Whether there is nothing to show.
  public var isEmpty: Bool { parts.isEmpty }

  /// Puts a part at the line's end.
  ///
  /// - Parameter forms: the longest first. Each gives way to the next, the last to nothing.
  public mutating func append(_ forms: Form...) {
    parts.append(forms)
  }

  /// All parts in their longest forms.
  public var complete: StyledText { joined(parts.map { $0.first }) }

  /// What of it fits into so many cells: with forms given up, the least worth first, until it does;
  /// and with those taken back, the most worth first, for which there is room again.
  public func fitted(to cells: Int) -> StyledText {
    var shown = parts.map { $0[...] }
    var text = joined(shown.map(\.first))
    var givenUp: [Int] = []
    while text.cells > cells {
      var least: Int?
      for (index, forms) in shown.enumerated() {
        guard let worth = forms.first?.worth else { continue }
        if let so = least.flatMap({ shown[$0].first?.worth }), so <= worth { continue }
        least = index
      }
      guard let least else { break }
      shown[least].removeFirst()
      givenUp.append(least)
      text = joined(shown.map(\.first))
    }
    for index in givenUp.reversed() {
      var longer = shown
      longer[index] = parts[index].suffix(shown[index].count + 1)
      let candidate = joined(longer.map(\.first))
      if candidate.cells <= cells { (shown, text) = (longer, candidate) }
    }
    return text
  }

  private func joined(_ forms: [Form?]) -> StyledText {
    var result = StyledText()
    for form in forms.compactMap({ $0 }) where !form.text.isEmpty {
      if !result.isEmpty { result.append(String(repeating: " ", count: Self.gap)) }
      result.append(form.text)
    }
    return result
  }
}
