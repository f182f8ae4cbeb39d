/// The part of a plot that holds its data, between its axes.
struct PlotArea {
  let left: Double
  let top: Double
  let width: Double
  let height: Double
  let xAxis: Axis
  let yAxis: Axis

  init(left: Double, top: Double, width: Double, height: Double, x: Axis, y: Axis) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
    (xAxis, yAxis) = (x, y)
  }

  var right: Double { left + width }
  var bottom: Double { top + height }

  /// Where a value lies on the horizontal axis.
  func x(_ value: Double) -> Double { left + width * xAxis.place(value) }

  /// Where a value lies on the vertical axis; what is beyond an end, at that end.
  func y(_ value: Double) -> Double { bottom - height * min(1, max(0, yAxis.place(value))) }

  /// Grid, ticks and titles: the vertical axis' title stands above it, so that it reads like text.
  func drawFrame(on drawing: inout Drawing) {
    for tick in yAxis.ticks {
      drawing.line(left, y(tick), right, y(tick), "grid")
      drawing.text(yAxis.label(tick), left - 7, y(tick) + 4, .end, "tick")
    }
    drawing.line(left, bottom, right, bottom, "axis")
    for tick in xAxis.ticks where xAxis.place(tick) <= 1 + 1e-9 && xAxis.place(tick) >= -1e-9 {
      drawing.line(x(tick), bottom, x(tick), bottom + 4, "axis")
      drawing.text(xAxis.label(tick), x(tick), bottom + 18, .middle, "tick")
    }
    drawing.text(yAxis.title, 0, top - 14, .start, "title")
    drawing.text(xAxis.title, right, bottom + 38, .end, "title")
  }
}
