import Learning
import Text

/// What a checkpoint says of its data, for people and for programs.
struct ModelDataReport {
  private let data: ModelData

  /// How many columns are named one a line; of more, only the number is said.
  private static let columnsShownMax = 64

  init(_ data: ModelData) { self.data = data }

  private var preparation: DataPreparation { data.preparation }

  /// Lines of words and figures.
  var lines: [(String, String)] {
    let facts = data.facts
    var lines = [
      (
        "training samples",
        DecimalText.grouped(UInt64(facts.trainingSamples)) + ", fingerprint "
          + Hexadecimal.text(facts.fingerprint.training)
      )
    ]
    if facts.validationSamples > 0 {
      lines.append(
        (
          "validation samples",
          DecimalText.grouped(UInt64(facts.validationSamples)) + ", fingerprint "
            + Hexadecimal.text(facts.fingerprint.validation)
        ))
    }
    if !data.changedAt.isEmpty {
      lines.append(
        ("changed", "at step " + data.changedAt.map(DecimalText.grouped).joined(separator: ", ")))
    }
    lines.append(("features", DecimalText.grouped(UInt64(preparation.featureCount))))
    if let targets = preparation.table?.targetNames {
      lines.append((targets.count == 1 ? "target" : "targets", targets.joined(separator: ", ")))
    }
    if let classes = preparation.classNames {
      let shown = classes.prefix(Self.columnsShownMax).joined(separator: ", ")
      lines.append(
        ("classes", shown + (classes.count > Self.columnsShownMax ? ", …" : "")))
    }
    lines.append(("scale", preparation.scaling.text))
    lines.append(("missing", preparation.missing.rawValue))
    return lines
  }

  /// A line a column, with its features; empty where there is nothing to say of them.
  var columnLines: [(String, String)] {
    guard preparation.columnNames != nil || !preparation.isPlain else { return [] }
    var lines: [(String, String)] = []
    for (index, column) in preparation.columns.prefix(Self.columnsShownMax).enumerated() {
      lines.append((column.name ?? "\(index)", Self.text(column)))
    }
    let more = preparation.columns.count - lines.count
    if more > 0 { lines.append(("…", "and \(DecimalText.grouped(UInt64(more))) more")) }
    return lines
  }

  private static func text(_ column: DataPreparation.Column) -> String {
    switch column.kind {
    case .number(let offset, let factor, let fill):
      var text = "x"
      if offset != 0 { text = "(x − \(offset))" }
      if factor != 1 { text += " · \(factor)" }
      if let filled = column.unrounded?.fill?.description ?? fill?.description {
        text += ", \(filled) where missing"
      }
      return text
    case .category(let values, let mayBeMissing):
      return "one of " + values.prefix(columnsShownMax).joined(separator: ", ")
        + (values.count > columnsShownMax ? ", …" : "")
        + (mayBeMissing ? ", all 0 where missing" : "")
    }
  }
}
