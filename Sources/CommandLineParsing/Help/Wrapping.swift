/// A space at which no line is broken; it is printed as a plain one.
let unbreakableSpace: Character = "\u{A0}"

/// `text` in lines of at most `width` characters, broken at spaces; a longer word has a line of
/// its own.
func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    if line.isEmpty {
      line = String(word)
    } else if line.count + 1 + word.count <= width {
      line += " " + word
    } else {
      lines.append(line)
      line = String(word)
    }
  }
  if !line.isEmpty { lines.append(line) }
  return lines.map { String($0.map { $0 == unbreakableSpace ? " " : $0 }) }
}
