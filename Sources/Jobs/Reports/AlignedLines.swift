/// Names and values as two columns, a line each, the first column as wide as its longest name.
func alignedLines(_ lines: [(name: String, value: String)], indent: String = "") -> String {
  let width = lines.map(\.name.count).max() ?? 0
  return lines.map { name, value in
    indent + name + String(repeating: " ", count: width - name.count + 2) + value + "\n"
  }.joined()
}
