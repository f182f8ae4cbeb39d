/// Bars that lie one below the other, each made of parts.
public struct StackedBars: Plot {
  /// What every bar has a piece of.
  public struct Part: Sendable {
    let name: String
    /// Which of the page's colours, from 1.
    let color: Int

    /// A part.
    public init(_ name: String, color: Int) {
      self.name = name
      self.color = color
    }
  }

  /// One bar.
  public struct Bar: Sendable {
    let label: String
    /// How long each part is, in the order of the parts.
    let lengths: [Double]

    /// A bar.
    public init(_ label: String, _ lengths: [Double]) {
      self.label = label
      // What is no length is drawn as none, and none is so long that there is no number for the sum.
      self.lengths = lengths.map { $0.isNaN ? 0 : min(1e300, max(0, $0)) }
    }
  }

  private let title: String
  private let parts: [Part]
  private let bars: [Bar]

  /// Bars over an axis of this title.
  public init(_ title: String, parts: [Part], bars: [Bar]) {
    self.title = title
    self.parts = parts
    self.bars = bars
  }

  /// Draws the bars from the top down.
  public func draw(on drawing: inout Drawing) {
    let used = parts.indices.filter { part in bars.contains { $0.lengths[part] > 0 } }
    var y =
      Legend.draw(
        used.map {
          Legend.Entry(name: parts[$0].name, style: "c\(parts[$0].color)", isLine: false)
        },
        on: &drawing) + 8
    let labelWidth =
      drawing.isNarrow ? 0 : (bars.map { Drawing.width(of: $0.label) }.max() ?? 0) + 12
    let totals = bars.map { min(1e300, $0.lengths.reduce(0, +)) }
    let room =
      Drawing.width(of: totals.map(FigureText.short).max { $0.count < $1.count } ?? "") + 12
    let width = drawing.width - labelWidth - room
    let axis = Axis(
      title, over: 0...max(totals.max() ?? 0, 1e-12), ticks: drawing.isNarrow ? 4 : 8,
      isTight: true)
    let top = y
    // The axis goes below the bars, and its grid behind them.
    let rowHeight = drawing.isNarrow ? 44.0 : 30.0
    let bottom = top + rowHeight * Double(bars.count) + 2
    for tick in axis.ticks {
      let x = labelWidth + width * axis.place(tick)
      drawing.line(x, top, x, bottom, "grid")
      drawing.text(axis.label(tick), x, bottom + 16, tick == 0 ? .start : .middle, "tick")
    }
    for (bar, total) in zip(bars, totals) {
      if drawing.isNarrow {
        drawing.text(bar.label, 0, y + 12)
        y += 16
      } else {
        drawing.text(bar.label, labelWidth - 10, y + 17, .end)
      }
      var x = labelWidth
      for part in used where bar.lengths[part] > 0 {
        let length = width * min(1, axis.place(bar.lengths[part]))
        drawing.rectangle(
          x, y + 3, length, 20, "bar c\(parts[part].color)",
          hint: "\(parts[part].name): \(FigureText.short(bar.lengths[part]))")
        let share = total > 0 ? bar.lengths[part] / total : 0
        let label = FigureText.percent(share, digits: 0)
        if length > Drawing.width(of: label) + 6, share < 0.995 {
          drawing.text(label, x + length / 2, y + 17, .middle, "label on")
        }
        x += length
      }
      drawing.text(FigureText.short(total), x + 7, y + 17, .start, "label")
      y += drawing.isNarrow ? 28 : rowHeight
    }
    drawing.text(title, drawing.width, bottom + 36, .end, "title")
    drawing.height = bottom + 42
  }
}
