import Foundation
import FoundationXML
import Testing
import Text

@testable import Reports

@Suite struct ScaleReportTests {
  private static func texts(_ results: ScaleResults) throws -> (html: String, markdown: String) {
    let document = try #require(ScaleReport.document(results))
    return (HTMLRendering.text(document), MarkdownRendering.text(document))
  }

  @Test func `a page that stands by itself`() throws {
    let (html, _) = try Self.texts(
      ScaleExample.results(workers: [1, 2, 4], serialShare: 0.1, cores: 16))
    let page = try XMLDocument(data: Data(html.utf8), options: [])
    #expect(try page.nodes(forXPath: "//figure").count == 8)
    #expect(!html.contains("://") && !html.contains("<b>home"))
  }

  @Test func `the twin has the same figures`() throws {
    let (html, markdown) = try Self.texts(
      ScaleExample.results(workers: [1, 2, 4], serialShare: 0.1, cores: 3))
    let page = try XMLDocument(data: Data(html.utf8), options: [])
    for cell in try page.nodes(forXPath: "//td[@class='figures']") {
      let text = try #require(cell.stringValue).replacing("\u{A0}", with: " ")
      #expect(markdown.contains(MarkdownText.escaped(text)))
    }
    // At 2 workers, by Amdahl: 1 / (0.1 + 0.45) = 1.818.
    #expect(markdown.contains("| 2 | 1.818 |"))
    #expect(markdown.contains("| 4 † | 3.077 |"))
  }

  @Test func `too few points are no fit`() throws {
    let (_, markdown) = try Self.texts(
      ScaleExample.results(workers: [1, 2, 4], serialShare: 0.1, cores: 3))
    #expect(
      markdown.contains(
        "is not fitted: only one point with more than one worker has as many cores as processes"))
    #expect(markdown.contains("**More processes than cores** with 4 workers"))
    let (_, none) = try Self.texts(
      ScaleExample.results(workers: [1, 2, 4], serialShare: 0.1, cores: 2))
    #expect(none.contains("is not fitted: no point with more than one worker has"))
  }

  @Test func `batches that the data can't fill are said`() throws {
    let results = ScaleExample.results(workers: [1, 2], serialShare: 0.1, cores: 8)
    #expect(try !Self.texts(results).markdown.contains("too few"))
    var small = results
    small.halveSamples(of: results.plan.point(.weak, workers: 2))
    #expect(
      try Self.texts(small).markdown.contains(
        "a mean step had 100 samples of 200 in workers-2-batch-200."))
  }

  @Test func `the same weights`() throws {
    let (_, same) = try Self.texts(
      ScaleExample.results(workers: [1, 2], serialShare: 0.1, cores: 8))
    #expect(same.contains("**Yes.** Every run of strong scaling"))
    let (_, different) = try Self.texts(
      ScaleExample.results(workers: [1, 2], serialShare: 0.1, cores: 8) { "\($0.workers)" })
    #expect(different.contains("**No.**") && different.contains("with 3 different ones"))
    let (_, unpromised) = try Self.texts(
      ScaleExample.results(workers: [1, 2], serialShare: 0.1, cores: 8, isReproducible: false))
    #expect(unpromised.contains("Not compared"))
  }

  @Test func `what the logs lack is said`() throws {
    let (_, markdown) = try Self.texts(
      ScaleExample.results(workers: [1, 2], serialShare: 0.1, cores: 8, hasSplit: false))
    #expect(markdown.contains("The logs do not split steps into parts"))
    #expect(markdown.contains("Which part of it grew is not known"))
  }

  @Test func `one run each has no intervals`() throws {
    let results = ScaleExample.results(workers: [1, 2, 4], serialShare: 0.1, cores: 8, repeats: 1)
    let strong = try #require(ScaleReport.json(results)["strong"])
    #expect(strong["fit"]?["serial_share_interval"] == .null)
    #expect(try #require(strong["fit"]?["serial_share"]?.doubleValue) > 0.09)
    _ = try Self.texts(results)
  }

  @Test func `as JSON`() throws {
    let results = ScaleExample.results(workers: [1, 2, 4], serialShare: 0.1, cores: 4)
    let json = try JSON.parse(ScaleReport.json(results).encoded())
    #expect(json["points"]?.arrayValue?.count == 6)
    #expect(json["baseline"] == "alone-batch-100")
    #expect(json["is_theta_the_same"] == true)
    let points = try #require(json["strong"]?["points"]?.arrayValue)
    #expect(points.map { $0["is_oversubscribed"]?.boolValue } == [false, false, true])
    #expect(json["strong"]?["fit"] == .null)
  }

  /// Throughputs that lie between each other differ by chance, for all that is known.
  @Test func `where intervals overlap no difference is claimed`() {
    #expect(MeasuredDifference([10, 11, 12], [20, 21, 22]) == .shown)
    #expect(MeasuredDifference([20, 21, 22], [10, 11, 12]) == .shown)
    #expect(MeasuredDifference([10, 14, 18], [11, 15, 19]) == .notShown)
    #expect(MeasuredDifference([10, 10, 10], [10, 10, 10]) == .notShown)
    #expect(MeasuredDifference([10], [20]) == .unknown)
  }

  @Test func `noisy runs claim nothing`() throws {
    let exact = ScaleExample.results(workers: [1, 2], serialShare: 0.1, cores: 8)
    let noisy = exact.disturbed([0.5, 1, 2])
    let sharp = try Self.texts(exact).markdown
    #expect(sharp.contains("ms where the ideal is 50.000 ms, 5.000 ms more."))
    #expect(!sharp.contains("do not show that one is faster"))
    let markdown = try Self.texts(noisy).markdown
    #expect(markdown.contains("The intervals of the two overlap: these runs do not show that one"))
    #expect(markdown.contains("do not show that a server and messages cost"))
    #expect(markdown.contains("so these runs do not show that it is another"))
    #expect(!markdown.contains(" ms more"))
  }
}
