import Text

/// What a benchmark has measured: a table for people, and the same figures as JSON.
public struct MeasurementTable: Equatable, Sendable {
  /// What a column holds.
  public struct Column: Equatable, Sendable {
    /// The key of its values in JSON, with the unit.
    let key: String
    /// Its heading, with the unit.
    let title: String
    /// Digits after the point, in the table; texts have none.
    let digits: Int
    /// What a value is multiplied by for the table, as for milliseconds out of seconds.
    let scale: Double

    init(_ key: String, _ title: String, digits: Int = 0, scale: Double = 1) {
      self.key = key
      self.title = title
      self.digits = digits
      self.scale = scale
    }
  }

  /// A value of a row.
  public enum Value: Equatable, Sendable {
    case text(String)
    case integer(Int)
    case number(Double)
  }

  /// The benchmark's name, as the command line has it.
  public let name: String
  /// What was measured and how, in a sentence or two.
  public let note: String
  /// The columns.
  public let columns: [Column]
  /// The rows; each has a value for each column.
  public private(set) var rows: [[Value]] = []

  init(_ name: String, note: String, columns: [Column]) {
    self.name = name
    self.note = note
    self.columns = columns
  }

  mutating func append(_ row: [Value]) {
    precondition(row.count == columns.count, "a row has a value for each column")
    rows.append(row)
  }

  /// The value of a row under a key.
  public func value(_ key: String, row: Int) -> Value? {
    columns.firstIndex { $0.key == key }.map { rows[row][$0] }
  }

  /// Name and note, then headings and rows in columns, texts to the left and figures to the right.
  public var text: String {
    let cells = rows.map { row in zip(columns, row).map(Self.cell) }
    let widths = columns.indices.map { index in
      ([columns[index].title] + cells.map { $0[index] }).map(\.count).max() ?? 0
    }
    let lines = ([columns.map(\.title)] + cells).map { line in
      let padded = line.indices.map { index in
        let padding = String(repeating: " ", count: widths[index] - line[index].count)
        return isText(index) ? line[index] + padding : padding + line[index]
      }
      return "  " + padded.joined(separator: "  ")
    }
    return name + ": " + note + "\n" + lines.map { $0.trimmingTrailingSpaces + "\n" }.joined()
  }

  /// `benchmark`, `note` and `rows`, each row an object of unrounded values.
  public var json: JSON {
    let rows = rows.map { row in
      JSON.object(
        zip(columns, row).map { column, value in
          let json: JSON =
            switch value {
            case .text(let text): .string(text)
            case .integer(let integer): .integer(Int64(integer))
            case .number(let number): .double(number)
            }
          return JSON.Member(column.key, json)
        })
    }
    return .object([
      .init("benchmark", .string(name)), .init("note", .string(note)), .init("rows", .array(rows)),
    ])
  }

  private static func cell(_ column: Column, _ value: Value) -> String {
    switch value {
    case .text(let text): text
    case .integer(let integer): DecimalText.fixed(Double(integer), digits: 0)
    case .number(let number): DecimalText.fixed(number * column.scale, digits: column.digits)
    }
  }

  private func isText(_ column: Int) -> Bool {
    if case .text = rows.first?[column] { true } else { false }
  }
}

extension String {
  fileprivate var trimmingTrailingSpaces: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
