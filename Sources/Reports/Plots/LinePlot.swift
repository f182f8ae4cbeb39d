/// Lines over a common axis, with whiskers where a value has an interval.
public struct LinePlot: Plot {
  /// One line.
  public struct Series: Sendable {
    /// A point of it.
    public struct Point: Equatable, Sendable {
      let x: Double
      let y: Double
      /// Where y lies, so far as is known.
      let interval: ConfidenceInterval?
      /// Whether it stands apart from the others, and is drawn hollow.
      let isHollow: Bool
      /// Whether no line leads to it from the point before.
      let isAfterBreak: Bool

      /// A point.
      public init(
        _ x: Double, _ y: Double, interval: ConfidenceInterval? = nil, isHollow: Bool = false,
        isAfterBreak: Bool = false
      ) {
        self.x = x
        self.y = y
        self.interval = interval
        self.isHollow = isHollow
        self.isAfterBreak = isAfterBreak
      }
    }

    /// How it is drawn.
    public enum Form: Sendable {
      /// A line.
      case line
      /// A line of dashes, for what is no measurement.
      case dashes
      /// Dots on a line.
      case dots
      /// A line within the band of the points' intervals.
      case band
    }

    let name: String
    /// Which of the page's colours, from 1.
    let color: Int
    let form: Form
    let points: [Point]

    /// A line; points that are not finite are left out.
    public init(_ name: String, color: Int, _ form: Form, _ points: [Point]) {
      self.name = name
      self.color = color
      self.form = form
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
    }

    /// The points that a line leads through without a break.
    var stretches: [ArraySlice<Point>] {
      let starts = points.indices.filter { $0 == 0 || points[$0].isAfterBreak }
      return zip(starts, starts.dropFirst() + [points.count]).map { points[$0..<$1] }
    }
  }

  /// What an axis shows.
  public struct AxisTitle: Sendable {
    let title: String
    /// Whether labels stand at whole numbers alone.
    let isWhole: Bool
    /// Whether the axis may be logarithmic, where values differ by much and all are positive.
    let mayBeLogarithmic: Bool
    /// Whether 0 is always on it.
    let hasZero: Bool

    /// A title with the unit.
    public init(
      _ title: String, isWhole: Bool = false, mayBeLogarithmic: Bool = false, hasZero: Bool = false
    ) {
      self.title = title
      self.isWhole = isWhole
      self.mayBeLogarithmic = mayBeLogarithmic
      self.hasZero = hasZero
    }
  }

  private let x: AxisTitle
  private let y: AxisTitle
  private let series: [Series]
  private let markers: [Double]

  /// A plot; at `markers` stand vertical lines.
  public init(x: AxisTitle, y: AxisTitle, _ series: [Series], markers: [Double] = []) {
    self.x = x
    self.y = y
    self.series = series
    self.markers = markers
  }

  /// Draws the lines, the later ones above.
  public func draw(on drawing: inout Drawing) {
    let labels = endLabels(drawing)
    let legend =
      labels.isEmpty && series.count > 1
      ? series.map {
        Legend.Entry(name: $0.name, style: style($0), isLine: true)
      } : []
    let top = Legend.draw(legend, on: &drawing) + 28
    let axes = self.axes(drawing)
    let left = Drawing.characterWidth * Double(axes.y.labelLength) + 10
    let right = labels.map { Drawing.width(of: $0) + 20 }.max() ?? 14
    let area = PlotArea(
      left: left, top: top, width: drawing.width - left - right,
      height: drawing.isNarrow ? 190 : 240, x: axes.x, y: axes.y)
    area.drawFrame(on: &drawing)
    for marker in markers where area.xAxis.place(marker) >= 0 && area.xAxis.place(marker) <= 1 {
      drawing.line(area.x(marker), area.top, area.x(marker), area.bottom, "marker")
    }
    for line in series { draw(line, in: area, on: &drawing) }
    if !labels.isEmpty { drawEndLabels(labels, in: area, on: &drawing) }
    drawing.height = area.bottom + 44
  }

  private func style(_ line: Series) -> String {
    "c\(line.color)" + (line.form == .dashes ? " dashed" : "")
  }

  // MARK: Axes

  private func axes(_ drawing: Drawing) -> (x: Axis, y: Axis) {
    let points = series.flatMap(\.points)
    let xs = points.map(\.x)
    let ys = points.flatMap { [$0.y] + ($0.interval.map { [$0.lower, $0.upper] } ?? []) }
    let (xRange, yRange) = (range(xs, x), range(ys, y))
    let horizontal = Axis(
      x.title, over: xRange, ticks: drawing.isNarrow ? 4 : 8, isWhole: x.isWhole, isTight: true)
    if y.mayBeLogarithmic, yRange.lowerBound > 0, yRange.upperBound > 20 * yRange.lowerBound {
      return (horizontal, Axis(logarithmic: y.title, over: yRange))
    }
    return (horizontal, Axis(y.title, over: yRange, ticks: 5, isWhole: y.isWhole))
  }

  private func range(_ values: [Double], _ axis: AxisTitle) -> ClosedRange<Double> {
    let values = values.filter(\.isFinite) + (axis.hasZero ? [0] : [])
    guard let low = values.min(), let high = values.max() else { return 0...1 }
    return low...high
  }

  // MARK: Lines

  /// With more points than this dots would hide their line.
  private static let dotsMax = 60

  private func draw(_ line: Series, in area: PlotArea, on drawing: inout Drawing) {
    let style = style(line)
    for points in line.stretches {
      if line.form == .band, points.count > 1 {
        let upper = points.map { (x: area.x($0.x), y: area.y($0.interval?.upper ?? $0.y)) }
        let lower = points.map { (x: area.x($0.x), y: area.y($0.interval?.lower ?? $0.y)) }
        drawing.polygon(upper + lower.reversed(), "band \(style)")
      }
      if points.count > 1 {
        drawing.polyline(
          points.map { (x: area.x($0.x), y: area.y($0.y)) }, "line \(style)")
      }
      let isDense = line.points.count > Self.dotsMax
      for point in points where points.count == 1 || (line.form == .dots && !isDense) {
        draw(point, of: line, in: area, on: &drawing)
      }
    }
  }

  private func draw(
    _ point: Series.Point, of line: Series, in area: PlotArea, on drawing: inout Drawing
  ) {
    let style = style(line)
    let (x, y) = (area.x(point.x), area.y(point.y))
    if line.form == .dots, let interval = point.interval {
      let (low, high) = (area.y(interval.lower), area.y(interval.upper))
      drawing.line(x, low, x, high, "whisker \(style)")
      for end in [low, high] { drawing.line(x - 4, end, x + 4, end, "whisker \(style)") }
    }
    drawing.circle(
      x, y, 3.5, "dot \(style)" + (point.isHollow ? " hollow" : ""),
      hint: "\(line.name): \(FigureText.short(point.y))")
  }

  // MARK: Labels at the lines' ends

  /// The names to stand beside the lines' ends: where there is room, and the lines end at the right.
  private func endLabels(_ drawing: Drawing) -> [String] {
    guard !drawing.isNarrow, series.count > 1, series.count <= 6 else { return [] }
    let ends = series.compactMap(\.points.last?.x)
    guard let last = ends.max(), let first = series.flatMap(\.points).map(\.x).min(),
      ends.count == series.count, ends.allSatisfy({ last - $0 <= (last - first) * 0.02 })
    else { return [] }
    return series.map(\.name)
  }

  private func drawEndLabels(
    _ labels: [String], in area: PlotArea, on drawing: inout Drawing
  ) {
    var places = series.enumerated().compactMap { index, line in
      line.points.last.map { (index: index, y: area.y($0.y)) }
    }.sorted { $0.y < $1.y }
    // Apart by a line's height, from the top down, then up again from the bottom.
    let apart = 15.0
    for index in places.indices.dropFirst() {
      places[index].y = max(places[index].y, places[index - 1].y + apart)
    }
    var limit = area.bottom + 4
    for index in places.indices.reversed() {
      places[index].y = min(places[index].y, limit)
      limit = places[index].y - apart
    }
    for place in places {
      drawing.text(
        labels[place.index], area.right + 10, place.y + 4, .start,
        "label ink c\(series[place.index].color)")
    }
  }
}
