/// A table of texts and figures.
public struct Table: Equatable, Sendable {
  /// What a column holds.
  public struct Column: Equatable, Sendable {
    /// Its heading, with the unit.
    public let title: String
    /// Whether its cells are figures, which stand to the right.
    public let isNumeric: Bool

    /// A column of texts.
    public static func text(_ title: String) -> Column { Column(title: title, isNumeric: false) }
    /// A column of figures.
    public static func figures(_ title: String) -> Column { Column(title: title, isNumeric: true) }
  }

  /// What it shows.
  public let caption: Prose?
  /// Its columns.
  public let columns: [Column]
  /// Its rows, each with a cell for each column.
  public private(set) var rows: [[Prose]] = []

  /// A table without rows.
  public init(_ caption: Prose? = nil, columns: [Column]) {
    self.caption = caption
    self.columns = columns
  }

  /// Adds a row.
  public mutating func append(_ row: [Prose]) {
    precondition(row.count == columns.count, "a row has a cell for each column")
    rows.append(row)
  }
}
