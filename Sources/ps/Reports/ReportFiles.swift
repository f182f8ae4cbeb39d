import Platform
import Reports
import Text

/// The files that a report is written to: the page, its twin in Markdown, and its figures as JSON.
struct ReportFiles {
  /// The folder; it is made.
  let folder: String
  /// Their name, without its ending.
  let name: String

  /// Their names.
  static func names(_ name: String) -> [String] { ["html", "md", "json"].map { "\(name).\($0)" } }

  /// Writes all three, each whole or not at all, and answers their paths.
  func write(_ document: Document, _ json: JSON) throws -> [String] {
    try Files.makeFolder(folder)
    let paths = Self.names(name).map { "\(folder)/\($0)" }
    try ResultFile.write(HTMLRendering.text(document), to: paths[0])
    try ResultFile.write(MarkdownRendering.text(document), to: paths[1])
    let figures = String(decoding: json.encoded(pretty: true), as: UTF8.self) + "\n"
    try ResultFile.write(figures, to: paths[2])
    return paths
  }
}

extension [String] {
  /// `a`, `a and b`, `a, b and c`.
  var joinedInWords: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " and " + last
  }
}
