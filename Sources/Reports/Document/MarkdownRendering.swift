/// Writes a document as Markdown; of a figure it has the table.
public enum MarkdownRendering {
  /// The file's text.
  public static func text(_ document: Document) -> String {
    var parts = [
      "# " + MarkdownText.escaped(document.title), MarkdownText.inline(document.subtitle),
    ]
    for block in document.blocks { parts += render(block) }
    return parts.joined(separator: "\n\n") + "\n"
  }

  private static func render(_ block: Document.Block) -> [String] {
    switch block {
    case .section(let text): ["## " + MarkdownText.escaped(text)]
    case .subsection(let text): ["### " + MarkdownText.escaped(text)]
    case .paragraph(let prose): [MarkdownText.inline(prose)]
    case .list(let items):
      [items.map { "- " + MarkdownText.inline($0) }.joined(separator: "\n")]
    case .table(let table): render(table)
    case .facts(let facts):
      [
        rows(
          headings: ["", ""], facts.map { [Prose($0.name), $0.value] }, numeric: [false, false])
      ]
    case .figure(let figure):
      ["#### " + MarkdownText.escaped(figure.title)]
        + (figure.caption.map { [MarkdownText.inline($0)] } ?? []) + render(figure.table)
    case .definitions(let definitions):
      [
        definitions.map {
          "- **\(MarkdownText.escaped($0.word))**: \(MarkdownText.inline($0.meaning))"
        }.joined(separator: "\n")
      ]
    case .warning(let prose): ["> **Note.** " + MarkdownText.inline(prose)]
    }
  }

  private static func render(_ table: Table) -> [String] {
    (table.caption.map { [MarkdownText.inline($0)] } ?? []) + [
      rows(
        headings: table.columns.map { MarkdownText.escaped($0.title) }, table.rows,
        numeric: table.columns.map(\.isNumeric))
    ]
  }

  private static func rows(headings: [String], _ rows: [[Prose]], numeric: [Bool]) -> String {
    let rules = numeric.map { $0 ? "---:" : "---" }
    let lines = [headings, rules] + rows.map { $0.map(MarkdownText.inline) }
    return lines.map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }
}
