/// Writes a document as one HTML file that needs nothing else: no network, no script.
///
/// It is well-formed XML too.
public enum HTMLRendering {
  /// The widths that plots are drawn at: for a page of a desk, and for one of a phone.
  private static let widths = [("wide", 760.0), ("narrow", 344.0)]

  /// The file's text.
  public static func text(_ document: Document) -> String {
    var lines = [
      "<!DOCTYPE html>",
      "<html lang=\"en\">",
      "<head>",
      "<meta charset=\"utf-8\"/>",
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>",
      "<meta name=\"color-scheme\" content=\"light dark\"/>",
      "<title>\(HTMLText.escaped(document.title))</title>",
      "<style>\(Stylesheet.text)</style>",
      "</head>",
      "<body>",
      "<main>",
      "<header>",
      "<h1>\(HTMLText.escaped(document.title))</h1>",
      "<p class=\"subtitle\">\(HTMLText.inline(document.subtitle))</p>",
      "</header>",
    ]
    var figures = 0
    for block in document.blocks { lines += render(block, &figures) }
    lines += ["</main>", "</body>", "</html>", ""]
    return lines.joined(separator: "\n")
  }

  private static func render(_ block: Document.Block, _ figures: inout Int) -> [String] {
    switch block {
    case .section(let text): ["<h2>\(HTMLText.escaped(text))</h2>"]
    case .subsection(let text): ["<h3>\(HTMLText.escaped(text))</h3>"]
    case .paragraph(let prose): ["<p>\(HTMLText.inline(prose))</p>"]
    case .list(let items):
      ["<ul>"] + items.map { "<li>\(HTMLText.inline($0))</li>" } + ["</ul>"]
    case .table(let table): render(table)
    case .facts(let facts): render(facts)
    case .figure(let figure): render(figure, &figures)
    case .definitions(let definitions):
      ["<dl class=\"definitions\">"]
        + definitions.map {
          "<div><dt>\(HTMLText.escaped($0.word))</dt><dd>\(HTMLText.inline($0.meaning))</dd></div>"
        } + ["</dl>"]
    case .warning(let prose): ["<p class=\"warning\">\(HTMLText.inline(prose))</p>"]
    }
  }

  private static func render(_ facts: [Document.Fact]) -> [String] {
    ["<dl class=\"facts\">"]
      + facts.map {
        "<div\($0.isLong ? " class=\"long\"" : "")><dt>\(HTMLText.escaped($0.name))</dt><dd>\(HTMLText.inline($0.value))</dd></div>"
      } + ["</dl>"]
  }

  private static func render(_ table: Table) -> [String] {
    // Wide tables scroll by themselves; with a place in the order of the keyboard, by keys too.
    var lines = ["<div class=\"table\" tabindex=\"0\">", "<table>"]
    if let caption = table.caption {
      lines.append("<caption>\(HTMLText.inline(caption))</caption>")
    }
    let headings = table.columns.map { column in
      "<th scope=\"col\"\(figures(column))>\(HTMLText.escaped(column.title))</th>"
    }
    lines += ["<thead><tr>\(headings.joined())</tr></thead>", "<tbody>"]
    for row in table.rows {
      let cells = zip(table.columns, row).map { column, cell in
        "<td\(figures(column))>\(HTMLText.inline(cell))</td>"
      }
      lines.append("<tr>\(cells.joined())</tr>")
    }
    return lines + ["</tbody>", "</table>", "</div>"]
  }

  private static func figures(_ column: Table.Column) -> String {
    column.isNumeric ? " class=\"figures\"" : ""
  }

  private static func render(_ figure: Figure, _ figures: inout Int) -> [String] {
    figures += 1
    var lines = ["<figure>", "<h4>\(HTMLText.escaped(figure.title))</h4>"]
    for (name, width) in widths {
      let id = "figure-\(figures)-\(name)"
      var drawing = Drawing(width: width)
      figure.plot.draw(on: &drawing)
      lines += [
        "<svg class=\"\(name)\" viewBox=\"0 0 \(Drawing.number(width)) "
          + "\(Drawing.number(drawing.height))\" width=\"\(Drawing.number(width))\" "
          + "height=\"\(Drawing.number(drawing.height))\" role=\"img\" "
          + "aria-labelledby=\"\(id)-title \(id)-description\">",
        "<title id=\"\(id)-title\">\(HTMLText.escaped(figure.title))</title>",
        "<desc id=\"\(id)-description\">\(HTMLText.escaped(figure.description))</desc>",
      ]
      lines += drawing.elements
      lines.append("</svg>")
    }
    if let caption = figure.caption {
      lines.append("<figcaption>\(HTMLText.inline(caption))</figcaption>")
    }
    return lines + ["<details>", "<summary>Show the figures as a table</summary>"]
      + render(figure.table)
      + ["</details>", "</figure>"]
  }
}
