import Foundation
import FoundationXML
import Testing

@testable import Reports

@Suite struct PlotTests {
  private static func draw(_ plot: any Plot, width: Double) throws -> XMLDocument {
    var drawing = Drawing(width: width)
    plot.draw(on: &drawing)
    let text = "<svg height=\"\(drawing.height)\">\(drawing.elements.joined())</svg>"
    return try XMLDocument(data: Data(text.utf8), options: [])
  }

  private static func number(_ element: XMLNode, _ name: String) -> Double? {
    (element as? XMLElement)?.attribute(forName: name)?.stringValue.flatMap(Double.init)
  }

  /// Ten and twenty on an axis from 0 to 20: the second dot lies at the top, the first half way.
  @Test func `dots lie where their values are`() throws {
    let plot = LinePlot(
      x: .init("x"), y: .init("y", hasZero: true),
      [.init("a", color: 1, .dots, [.init(0, 0), .init(1, 10), .init(2, 20)])])
    let dots = try Self.draw(plot, width: 760).nodes(forXPath: "//circle")
    let x = dots.compactMap { Self.number($0, "cx") }
    let y = dots.compactMap { Self.number($0, "cy") }
    #expect(x.count == 3)
    #expect(abs(x[1] - (x[0] + x[2]) / 2) <= 0.1)
    #expect(abs(y[1] - (y[0] + y[2]) / 2) <= 0.1)
    #expect(y[2] < y[1] && y[1] < y[0])
  }

  @Test func `bars are as long as their parts`() throws {
    let plot = StackedBars(
      "ms", parts: [.init("a", color: 1), .init("b", color: 2)],
      bars: [.init("p", [3, 1]), .init("q", [1, 1])])
    let bars = try Self.draw(plot, width: 760)
      .nodes(forXPath: "//rect[title]").compactMap { Self.number($0, "width") }
    #expect(bars.count == 4)
    #expect(abs(bars[0] / bars[1] - 3) < 0.01)
    #expect(abs(bars[2] / bars[0] - 1.0 / 3) < 0.01)
  }

  /// Labels at the ends of lines do not lie on each other.
  @Test func `labels keep apart`() throws {
    let plot = LinePlot(
      x: .init("x"), y: .init("y"),
      (0..<5).map { index in
        .init("line \(index)", color: 1, .line, [.init(0, 0), .init(1, 10 + Double(index) * 0.01)])
      })
    let labels = try Self.draw(plot, width: 760).nodes(forXPath: "//text[contains(., 'line')]")
    let places = labels.compactMap { Self.number($0, "y") }.sorted()
    #expect(places.count == 5)
    for (place, next) in zip(places, places.dropFirst()) { #expect(next - place >= 14) }
  }

  @Test(arguments: [344.0, 760]) func `within its bounds`(width: Double) throws {
    for plot in DocumentExample.plots {
      let drawing = try Self.draw(plot, width: width)
      let height = try #require(drawing.rootElement().flatMap { Self.number($0, "height") })
      for text in try drawing.nodes(forXPath: "//text") {
        let (x, y) = (Self.number(text, "x") ?? -1, Self.number(text, "y") ?? -1)
        #expect((0...width).contains(x) && (0...height).contains(y))
      }
    }
  }

  @Test func `nothing to show is no mistake`() throws {
    for plot: any Plot in [
      LinePlot(x: .init("x"), y: .init("y"), []),
      LinePlot(x: .init("x"), y: .init("y"), [.init("a", color: 1, .dots, [.init(.nan, 1)])]),
      StackedBars("x", parts: [], bars: []), Histogram("x", []),
      Timeline([], end: 0, legend: []),
    ] {
      _ = try Self.draw(plot, width: 344)
    }
  }

  /// 512 evaluations: dots with their outlines would hide the line.
  @Test(arguments: [(60, 60), (61, 0), (512, 0)])
  func `many points are a line alone`(count: Int, dots: Int) throws {
    let plot = LinePlot(
      x: .init("x"), y: .init("y"),
      [.init("a", color: 1, .dots, (0..<count).map { .init(Double($0), Double($0 % 7)) })])
    let drawing = try Self.draw(plot, width: 760)
    #expect(try drawing.nodes(forXPath: "//circle").count == dots)
    #expect(try drawing.nodes(forXPath: "//polyline").count == 1)
  }

  /// Three points, a break, one point, a break, two points.
  @Test func `no line leads over a break`() throws {
    let points = [0, 1, 2, 10, 20, 21].map {
      LinePlot.Series.Point($0, $0, isAfterBreak: $0 == 10 || $0 == 20)
    }
    for form in [LinePlot.Series.Form.line, .band] {
      let plot = LinePlot(x: .init("x"), y: .init("y"), [.init("a", color: 1, form, points)])
      let drawing = try Self.draw(plot, width: 760)
      let lines = try drawing.nodes(forXPath: "//polyline").compactMap {
        ($0 as? XMLElement)?.attribute(forName: "points")?.stringValue?.split(separator: " ").count
      }
      #expect(lines == [3, 2])
      // What has no line on either side is seen all the same.
      #expect(try drawing.nodes(forXPath: "//circle").count == 1)
    }
  }

  @Test func `what a file says sizes nothing`() throws {
    let plots: [any Plot] = [
      StackedBars(
        "ms", parts: [.init("a", color: 1)], bars: [.init("p", [1e308]), .init("q", [.nan])]),
      StackedBars(
        "ms", parts: [.init("a", color: 1), .init("b", color: 2)],
        bars: [.init("p", [.infinity, 1e308]), .init("q", [-1, 1])]),
      LinePlot(
        x: .init("x"), y: .init("y", mayBeLogarithmic: true),
        [
          .init(
            "a", color: 1, .band,
            [.init(0, .leastNonzeroMagnitude), .init(1e308, 1e308), .init(-1e308, 1)])
        ],
        markers: [.nan, .infinity]),
      Timeline(
        [.init("a", [.init(-1e308, 1e308, color: 1, hint: "")], marks: [.init(.nan, hint: "")])],
        end: 1e308, legend: []),
      Histogram("x", (0..<100_000).map { (label: "\($0)", count: .max - 1) }),
    ]
    for plot in plots {
      for width in [344.0, 760] {
        let drawing = try Self.draw(plot, width: width)
        #expect(try drawing.nodes(forXPath: "//*").count < 400)
      }
    }
  }
}
