import Foundation
import FoundationXML
import Testing

@testable import Reports

@Suite struct HTMLTests {
  static let text = HTMLRendering.text(DocumentExample.document)

  /// Foundation's parser, which knows nothing of ours, reads it as XML.
  private static func parse(_ text: String) throws -> XMLDocument {
    try XMLDocument(data: Data(text.utf8), options: [.nodeLoadExternalEntitiesNever])
  }

  @Test func `well-formed`() throws {
    let document = try Self.parse(Self.text)
    #expect(try document.nodes(forXPath: "//h2").count == 1)
    #expect(try document.nodes(forXPath: "//figure").count == DocumentExample.plots.count)
    #expect(try document.nodes(forXPath: "//svg").count == 2 * DocumentExample.plots.count)
    #expect(
      try document.nodes(forXPath: "//title").first?.stringValue?.hasPrefix("T <script>") == true)
  }

  @Test func `a hostile name stays a name`() throws {
    let document = try Self.parse(Self.text)
    #expect(try document.nodes(forXPath: "//script").isEmpty)
    #expect(!Self.text.contains("<script"))
    #expect(!Self.text.unicodeScalars.contains("\u{202E}"))
    let cells = try document.nodes(forXPath: "//td")
    let shown = DocumentExample.hostile
      .replacing("\u{1}", with: "\u{FFFD}").replacing("\u{202E}", with: "\u{FFFD}")
    #expect(cells.first?.stringValue == shown)
  }

  @Test func `nothing is fetched and nothing is run`() throws {
    let document = try Self.parse(Self.text)
    #expect(try document.nodes(forXPath: "//@src | //@href | //link | //script | //iframe").isEmpty)
    for handler in try document.nodes(forXPath: "//@*") {
      #expect(handler.name?.hasPrefix("on") != true)
    }
    #expect(!Self.text.contains("://"))
    #expect(!Self.text.contains("url("))
    #expect(!Self.text.contains("@import"))
  }

  @Test func `every plot has a title and a description of its own`() throws {
    let document = try Self.parse(Self.text)
    var seen: Set<String> = []
    for svg in try document.nodes(forXPath: "//svg") {
      let element = try #require(svg as? XMLElement)
      let labels = try #require(element.attribute(forName: "aria-labelledby")?.stringValue)
      for id in labels.split(separator: " ").map(String.init) {
        #expect(seen.insert(id).inserted)
        let named = try element.nodes(forXPath: "*[@id='\(id)']")
        #expect(named.first?.stringValue?.isEmpty == false)
      }
    }
  }
}
