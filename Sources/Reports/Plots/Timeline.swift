/// Who was there when: a row for each, with what happened to it.
public struct Timeline: Plot {
  /// From when to when something was there.
  public struct Span: Sendable {
    let start: Double
    let end: Double
    /// Which of the page's colours, from 1.
    let color: Int
    /// Whether its end is a loss.
    let isLost: Bool
    let hint: String

    /// A span of time in seconds.
    public init(_ start: Double, _ end: Double, color: Int, isLost: Bool = false, hint: String) {
      self.start = start
      self.end = end
      self.color = color
      self.isLost = isLost
      self.hint = hint
    }
  }

  /// Something that happened.
  public struct Mark: Sendable {
    let time: Double
    let hint: String

    /// A moment in seconds.
    public init(_ time: Double, hint: String) {
      self.time = time
      self.hint = hint
    }
  }

  /// One row.
  public struct Row: Sendable {
    let label: String
    let spans: [Span]
    let marks: [Mark]

    /// A row.
    public init(_ label: String, _ spans: [Span], marks: [Mark] = []) {
      self.label = label
      self.spans = spans
      self.marks = marks
    }
  }

  private let rows: [Row]
  private let end: Double
  private let legend: [(name: String, color: Int)]

  /// Rows over a time from 0 to `end` seconds.
  public init(_ rows: [Row], end: Double, legend: [(name: String, color: Int)]) {
    self.rows = rows
    self.end = end
    self.legend = legend
  }

  /// Draws the rows from the top down.
  public func draw(on drawing: inout Drawing) {
    let top =
      Legend.draw(
        legend.map { Legend.Entry(name: $0.name, style: "c\($0.color)", isLine: false) },
        on: &drawing) + 6
    let longest = rows.map { Drawing.width(of: $0.label) }.max() ?? 0
    let left = min(longest, drawing.isNarrow ? 92 : 180) + 12
    let width = drawing.width - left - 8
    let unit = TimeUnit(for: end)
    let axis = Axis(
      unit.title, over: 0...max(end, 1e-6) / unit.seconds, ticks: drawing.isNarrow ? 4 : 8,
      isTight: true)
    let rowHeight = 22.0
    let bottom = top + rowHeight * Double(rows.count)
    func x(_ time: Double) -> Double {
      left + width * min(1, max(0, axis.place(time / unit.seconds)))
    }
    for tick in axis.ticks {
      drawing.line(x(tick * unit.seconds), top, x(tick * unit.seconds), bottom, "grid")
      drawing.text(axis.label(tick), x(tick * unit.seconds), bottom + 17, .middle, "tick")
    }
    for (index, row) in rows.enumerated() {
      let y = top + rowHeight * Double(index)
      drawing.text(
        Drawing.fitted(row.label, width: left - 12), left - 10, y + 15, .end)
      for span in row.spans {
        drawing.rectangle(
          x(span.start), y + 5, max(1.5, x(span.end) - x(span.start)), 12,
          "bar c\(span.color)", hint: span.hint)
        if span.isLost {
          // A cross where it was lost.
          let (middle, center) = (x(span.end), y + 11)
          drawing.line(middle - 4, center - 4, middle + 4, center + 4, "cross")
          drawing.line(middle - 4, center + 4, middle + 4, center - 4, "cross")
        }
      }
      for mark in row.marks {
        drawing.circle(x(mark.time), y + 11, 3.5, "dot c3", hint: mark.hint)
      }
    }
    drawing.line(left, bottom, left + width, bottom, "axis")
    drawing.text(unit.title, left + width, bottom + 37, .end, "title")
    drawing.height = bottom + 43
  }
}
