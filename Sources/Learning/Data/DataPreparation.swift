/// What turns rows of raw data into features and answers: which columns there are, in which order,
/// what each is moved by and multiplied with, and which classes.
///
/// It is made from the training data, once, and belongs to the model from then on: validation data,
/// and whatever the model is evaluated on or answers for, are read by it and by nothing else.
public struct DataPreparation: Equatable, Sendable {
  /// A column that the model takes, and what becomes of it.
  public struct Column: Equatable, Sendable {
    /// What a column's fields are.
    public enum Kind: Equatable, Sendable {
      /// One feature: (x − offset) · factor, with `fill` as the x of a missing field; nil where none
      /// may be missing.
      case number(offset: Double, factor: Double, fill: Float?)
      /// As many features as there are values, in their order: 1 for the field's own, 0 for the
      /// others. A missing field has 0 for all, where one may be missing.
      case category([String], mayBeMissing: Bool)

      /// Whether both are the same, texts by their bytes.
      public static func == (a: Kind, b: Kind) -> Bool {
        switch (a, b) {
        case (.number(let a, let b, let c), .number(let x, let y, let z)):
          a == x && b == y && c == z
        case (.category(let a, let isA), .category(let b, let isB)):
          a.asBytes == b.asBytes && isA == isB
        case (.number, _), (.category, _): false
        }
      }
    }

    /// What stands for a number that is scaled as it is in the file, and rounded to a float after that.
    public struct Unrounded: Equatable, Sendable {
      /// The x of a missing field; nil where none may be missing.
      public var fill: Double?

      /// A number whose missing fields are `fill`.
      public init(fill: Double?) { self.fill = fill }
    }

    /// The name that the training data's header gave it; nil where there was none.
    public var name: String?
    /// What its fields are.
    public var kind: Kind
    /// Where floats can't tell the training data's numbers apart, but can after scaling: they are scaled
    /// before they are rounded. Nil for all others.
    public var unrounded: Unrounded?

    /// A column.
    public init(name: String?, _ kind: Kind, unrounded: Unrounded? = nil) {
      self.name = name
      self.kind = kind
      self.unrounded = unrounded
    }

    /// Whether both are the same, names by their bytes.
    public static func == (a: Column, b: Column) -> Bool {
      a.name?.asBytes == b.name?.asBytes && a.kind == b.kind && a.unrounded == b.unrounded
    }

    /// A number that is learned from as it stands.
    public static let plain = Column(name: nil, .number(offset: 0, factor: 1, fill: nil))

    /// How many features it becomes.
    public var width: Int {
      switch kind {
      case .number: 1
      case .category(let values, _): values.count
      }
    }

    /// Whether a field of it may be missing.
    var mayBeMissing: Bool {
      switch kind {
      case .number(_, _, let fill): fill != nil
      case .category(_, let mayBeMissing): mayBeMissing
      }
    }
  }

  /// Where the columns stood in the training data's table.
  public struct Table: Equatable, Sendable {
    /// How many columns it had.
    public var columnCount: Int
    /// Where the model's columns stood, counted from 0, in the model's order.
    public var featureColumns: [Int]
    /// Where the targets stood.
    public var targetColumns: [Int]
    /// The names that the header gave the targets; nil where there was none.
    public var targetNames: [String]?

    /// A table.
    public init(
      columnCount: Int, featureColumns: [Int], targetColumns: [Int], targetNames: [String]?
    ) {
      self.columnCount = columnCount
      self.featureColumns = featureColumns
      self.targetColumns = targetColumns
      self.targetNames = targetNames
    }

    /// Whether both are the same, names by their bytes.
    public static func == (a: Table, b: Table) -> Bool {
      a.columnCount == b.columnCount && a.featureColumns == b.featureColumns
        && a.targetColumns == b.targetColumns && a.targetNames?.asBytes == b.targetNames?.asBytes
    }

    /// Whether all columns were learned from or were targets, so that none may be ignored.
    var takesAllColumns: Bool { featureColumns.count + targetColumns.count == columnCount }
  }

  /// The columns that the model takes, in its order.
  public var columns: [Column]
  /// Where they stood; nil for data that are no table.
  public var table: Table?
  /// How the offsets and factors were chosen.
  public var scaling: DataSpecification.Scaling
  /// How the values for missing fields were chosen.
  public var missing: DataSpecification.Missing
  /// The labels of the classes, by class index; nil for regression.
  public var classNames: [String]?
  /// Where the indexes of a LIBSVM file's features start, 0 or 1; nil for other data.
  public var indexBase: Int?

  /// A preparation.
  public init(
    columns: [Column], table: Table? = nil, scaling: DataSpecification.Scaling = .unscaled,
    missing: DataSpecification.Missing = .refuse, classNames: [String]?, indexBase: Int? = nil
  ) {
    self.columns = columns
    self.table = table
    self.scaling = scaling
    self.missing = missing
    self.classNames = classNames
    self.indexBase = indexBase
  }

  /// Whether both are the same, texts by their bytes.
  public static func == (a: DataPreparation, b: DataPreparation) -> Bool {
    a.columns == b.columns && a.table == b.table && a.scaling == b.scaling
      && a.missing == b.missing && a.classNames?.asBytes == b.classNames?.asBytes
      && a.indexBase == b.indexBase
  }

  /// How many features a sample has.
  public var featureCount: Int { columns.reduce(0) { $0 + $1.width } }

  /// Those columns whose numbers are scaled before they are rounded.
  var unroundedColumns: [Int] { columns.indices.filter { columns[$0].unrounded != nil } }

  /// The names of the columns; nil where they have none.
  public var columnNames: [String]? {
    let names = columns.compactMap(\.name)
    return names.count == columns.count ? names : nil
  }

  /// Whether samples are learned from as they stand.
  public var isPlain: Bool {
    columns.allSatisfy {
      if case .number(0, 1, _) = $0.kind { true } else { false }
    }
  }
}
