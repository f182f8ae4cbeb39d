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
}
