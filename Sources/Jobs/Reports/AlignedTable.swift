import Text

/// Rows of cells, a line each: the first column from the left, all others, which are figures, from the
/// right. Control characters are replaced, for names come from files.
func alignedTable(_ rows: [[String]]) -> String {
  let rows = rows.map { $0.map(PrintableText.oneLine) }
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { $0.count > column ? CellWidth.of($0[column]) : 0 }.max() ?? 0
  }
  return rows.map { row in
    row.enumerated().map { column, cell in
      let padding = String(repeating: " ", count: widths[column] - CellWidth.of(cell))
      return column == 0 ? cell + padding : padding + cell
    }.joined(separator: "  ") + "\n"
  }.joined()
}
