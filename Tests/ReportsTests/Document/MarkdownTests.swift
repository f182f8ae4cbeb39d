import Testing

@testable import Reports

@Suite struct MarkdownTests {
  @Test(
    arguments: [
      ("a*b", #"a\*b"#), ("<script>", #"\<script\>"#), ("a|b", #"a\|b"#), ("`x`", #"\`x\`"#),
      ("- item", #"\- item"#), ("1. item", #"1\. item"#), ("0.5", "0.5"), ("12) x", #"12\) x"#),
      ("two\nlines", "two lines"), ("[l](u)", #"\[l\](u)"#), ("# h", "\\# h"), ("plain", "plain"),
    ])
  func escaping(text: String, expected: String) {
    #expect(MarkdownText.escaped(text) == expected)
  }

  @Test func `emphasis`() {
    #expect(MarkdownText.inline("a \(strong: "b*") \(code: "c|`d")") == "a **b\\*** ``c\\|`d``")
    #expect(MarkdownText.inline("x \(code: "`")") == "x `` ` ``")
  }

  @Test func `the same figures as the page`() {
    let text = MarkdownRendering.text(DocumentExample.document)
    for figure in ["12.5", "1,234", "| f | 7 |"] { #expect(text.contains(figure)) }
    // Within backticks nothing is markup.
    #expect(!text.replacing("``<script>", with: "").contains("<script>"))
    // Every row of a table has as many cells as its head.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var cells: Int?
    for line in lines {
      guard line.hasPrefix("|") else {
        cells = nil
        continue
      }
      let count = line.replacing(#"\|"#, with: "").count { $0 == "|" }
      #expect(cells == nil || cells == count)
      cells = count
    }
  }
}
