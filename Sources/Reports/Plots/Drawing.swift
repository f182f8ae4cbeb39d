/// The elements of one SVG drawing. Colours come from the page's style sheet, by class.
public struct Drawing {
  /// Where a text's place is in it.
  enum Anchor: String {
    case start, middle, end
  }

  /// About how wide a character of a label is, at its size of 12 pixels.
  static let characterWidth = 6.6

  /// Its width.
  let width: Double
  /// Its height, for its plot to set.
  var height = 0.0
  /// Its elements in the order in which they are drawn.
  private(set) var elements: [String] = []

  init(width: Double) {
    self.width = width
  }

  /// Whether this is for the width of a phone, where labels are fewer.
  var isNarrow: Bool { width < 500 }

  /// A straight line.
  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    add(
      "<line class=\"\(style)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>")
  }

  /// A line through points.
  mutating func polyline(_ points: [(x: Double, y: Double)], _ style: String) {
    let text = points.map { "\(n($0.x)),\(n($0.y))" }.joined(separator: " ")
    add("<polyline class=\"\(style)\" points=\"\(text)\"/>")
  }

  /// The area within points.
  mutating func polygon(_ points: [(x: Double, y: Double)], _ style: String) {
    let text = points.map { "\(n($0.x)),\(n($0.y))" }.joined(separator: " ")
    add("<polygon class=\"\(style)\" points=\"\(text)\"/>")
  }

  /// A rectangle, with what is shown where a pointer rests on it.
  mutating func rectangle(
    _ x: Double, _ y: Double, _ width: Double, _ height: Double, _ style: String,
    hint: String? = nil
  ) {
    let head =
      "<rect class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" width=\"\(n(max(0, width)))\" "
      + "height=\"\(n(max(0, height)))\""
    add(head + ending("rect", hint))
  }

  /// A dot.
  mutating func circle(_ x: Double, _ y: Double, _ radius: Double, _ style: String, hint: String?) {
    add(
      "<circle class=\"\(style)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"\(n(radius))\""
        + ending("circle", hint))
  }

  /// A label, on its base line.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ anchor: Anchor = .start, _ style: String = "label"
  ) {
    add(
      "<text class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor.rawValue)\">"
        + HTMLText.escaped(text) + "</text>")
  }

  /// About how wide a label is.
  static func width(of text: String) -> Double { Double(text.count) * characterWidth }

  /// The label, cut where it would be wider.
  static func fitted(_ text: String, width: Double) -> String {
    let count = max(1, Int(width / characterWidth))
    return text.count <= count ? text : text.prefix(max(1, count - 1)) + "…"
  }

  private mutating func add(_ element: String) { elements.append(element) }

  private func ending(_ element: String, _ hint: String?) -> String {
    hint.map { "><title>\(HTMLText.escaped($0))</title></\(element)>" } ?? "/>"
  }

  private func n(_ value: Double) -> String { Self.number(value) }

  /// A length to a tenth of a pixel; what lies far beyond any drawing, far beyond it.
  static func number(_ value: Double) -> String {
    let tenths = value.isNaN ? 0 : Int((min(1e6, max(-1e6, value)) * 10).rounded())
    let sign = tenths < 0 ? "-" : ""
    let (whole, tenth) = (abs(tenths) / 10, abs(tenths) % 10)
    return tenth == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(tenth)"
  }
}
