/// Names beside swatches of their colours, in as many lines as they need.
struct Legend {
  /// A name and its colour.
  struct Entry {
    let name: String
    /// The swatch's class, `bar` or `line`, and the colour's.
    let style: String
    let isLine: Bool
  }

  private static let lineHeight = 20.0
  private static let swatch = 18.0
  private static let gap = 16.0

  /// Draws the entries from the upper left corner on.
  ///
  /// - Returns: how high they are together.
  static func draw(_ entries: [Entry], on drawing: inout Drawing, x left: Double = 0) -> Double {
    guard !entries.isEmpty else { return 0 }
    var x = left
    var y = 0.0
    for entry in entries {
      let width = swatch + Drawing.width(of: entry.name)
      if x > left, x + width > drawing.width {
        x = left
        y += lineHeight
      }
      if entry.isLine {
        drawing.line(x, y + 9, x + 13, y + 9, "line \(entry.style)")
      } else {
        drawing.rectangle(x, y + 3, 11, 11, "bar \(entry.style)")
      }
      drawing.text(entry.name, x + swatch, y + 13)
      x += width + gap
    }
    return y + lineHeight
  }
}
