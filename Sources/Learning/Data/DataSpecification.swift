/// Where data come from and how they are read, as one text such as `csv:iris.csv,label=species`.
///
///     digits
///     mnist:DIR
///     idx:IMAGES,LABELS
///     csv:FILE[,label=…][,features=…][,categorical=…][,header=yes|no|auto][,delimiter=…]
///         [,missing=refuse|mean|median|zero][,scale=…]
///     libsvm:FILE[,features=COUNT][,index-base=1|0|auto][,scale=…]
///     npy:FEATURES,LABELS[,scale=…]
///
/// A comma, plus sign or backslash within a file's or column's name is written after a backslash
/// (not in DIR, which is taken as it stands).
public struct DataSpecification: Equatable, Sendable {
  /// What holds the data.
  public enum Source: Equatable, Sendable {
    /// The 1,797 handwritten digits within the program; the last 360 are for validation.
    case digits
    /// The folder of MNIST's four files; `t10k` is for validation.
    case mnist(directory: String)
    /// A file of images and one of labels, in MNIST's format.
    case idx(images: String, labels: String)
    /// A table as text (RFC 4180).
    case csv(file: String, CSVOptions)
    /// Lines of `label index:value …`, with ascending indexes.
    case libsvm(file: String, LIBSVMOptions)
    /// Two arrays as `numpy.save` writes them.
    case npy(features: String, labels: String, NPYOptions)
  }

  /// What a feature is multiplied with or moved by, before it is learned from.
  public enum Scaling: Equatable, Sendable {
    /// Features stay as they are.
    case unscaled
    /// (x − mean) / standard deviation, both of the training data; a constant feature becomes 0.
    case standard
    /// (x − minimum) / (maximum − minimum), both of the training data; a constant feature becomes 0.
    case minmax
    /// x · factor.
    case factor(Float)
  }

  /// What becomes of a missing field: an empty one, `?`, `NA`, `N/A`, `NaN` or `null`, in any case.
  public enum Missing: String, CaseIterable, Sendable {
    /// It is a mistake.
    case refuse
    /// It counts as the mean of its column in the training data.
    case mean
    /// It counts as the median of its column in the training data.
    case median
    /// It counts as 0.
    case zero
  }

  /// How a table is read; what is nil was not said.
  public struct CSVOptions: Equatable, Sendable {
    /// Whether the first line names the columns.
    public enum Header: String, CaseIterable, Sendable {
      case yes, no
      /// There is one if a column is given by name, if the model's columns are all named in the first
      /// line, or else if the first line's features are not numbers.
      case auto
    }

    /// The columns that hold the targets; by default the last.
    public var label: [Column]?
    /// The columns that hold the features; by default all but the targets.
    public var features: [ColumnRange]?
    /// Those columns of features that hold categories; by default none.
    public var categorical: [ColumnRange]?
    /// By default `auto`.
    public var header: Header?
    /// An ASCII character; by default a comma. Of spaces, any number is one delimiter.
    public var delimiter: UInt8?
    /// By default `refuse`.
    public var missing: Missing?
    /// By default none.
    public var scaling: Scaling?

    /// Nothing said.
    public init() {}

    /// These options, and `other`'s where these say nothing.
    func filled(from other: CSVOptions) -> CSVOptions {
      var filled = self
      filled.label = label ?? other.label
      filled.features = features ?? other.features
      filled.categorical = categorical ?? other.categorical
      filled.header = header ?? other.header
      filled.delimiter = delimiter ?? other.delimiter
      filled.missing = missing ?? other.missing
      filled.scaling = scaling ?? other.scaling
      return filled
    }
  }

  /// A column of a table.
  public enum Column: Equatable, Sendable {
    /// Counted from 0; from −1 backwards for the last, the last but one, …
    case index(Int)
    /// The name that the header gives it.
    case name(String)

    /// Whether both are the same, names by their bytes.
    public static func == (a: Column, b: Column) -> Bool {
      switch (a, b) {
      case (.index(let a), .index(let b)): a == b
      case (.name(let a), .name(let b)): a.asBytes == b.asBytes
      case (.index, _), (.name, _): false
      }
    }
  }

  /// A column, or some that follow each other.
  public enum ColumnRange: Equatable, Sendable {
    case column(Column)
    /// From the one to the other, both included; counted as in `Column.index`.
    case indexes(from: Int, through: Int)
  }

  /// How a LIBSVM file is read; what is nil was not said.
  public struct LIBSVMOptions: Equatable, Sendable {
    /// Where indexes start.
    public enum IndexBase: String, CaseIterable, Sendable {
      case zero = "0"
      case one = "1"
      /// From 0 if an index 0 occurs, else from 1; in validation data as in the training data.
      case auto
    }

    /// How many features there are; by default the largest index, of validation data the training
    /// data's count.
    public var featureCount: Int?
    /// By default `one`, or as in the training data.
    public var indexBase: IndexBase?
    /// By default none.
    public var scaling: Scaling?

    /// Nothing said.
    public init() {}

    /// These options, and `other`'s where these say nothing.
    func filled(from other: LIBSVMOptions) -> LIBSVMOptions {
      var filled = self
      filled.featureCount = featureCount ?? other.featureCount
      filled.indexBase = indexBase ?? other.indexBase
      filled.scaling = scaling ?? other.scaling
      return filled
    }
  }

  /// How arrays are read; what is nil was not said.
  public struct NPYOptions: Equatable, Sendable {
    /// By default none.
    public var scaling: Scaling?

    /// Nothing said.
    public init() {}

    /// These options, and `other`'s where these say nothing.
    func filled(from other: NPYOptions) -> NPYOptions {
      var filled = self
      filled.scaling = scaling ?? other.scaling
      return filled
    }
  }

  /// What holds the data, and how it is read.
  public var source: Source

  /// Data from a source.
  public init(_ source: Source) {
    self.source = source
  }

  /// The scaling that was asked for; nil where nothing was said.
  public var scaling: Scaling? {
    switch source {
    case .csv(_, let options): options.scaling
    case .libsvm(_, let options): options.scaling
    case .npy(_, _, let options): options.scaling
    case .digits, .mnist, .idx: nil
    }
  }

  /// What was asked for where fields are missing; nil where nothing was said.
  public var missing: Missing? {
    if case .csv(_, let options) = source { options.missing } else { nil }
  }

  /// The file or folder, or what else errors call the data by.
  var name: String {
    switch source {
    case .digits: "digits"
    case .mnist(let directory): directory
    case .idx(let images, _): images
    case .csv(let file, _), .libsvm(let file, _), .npy(let file, _, _): file
    }
  }
}
