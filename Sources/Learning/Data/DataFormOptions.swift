extension DataSpecification {
  /// An option that a form of data takes, as in `csv:FILE,NAME=VALUE`.
  public struct FormOption: Equatable, Sendable {
    /// What the specification begins with: `csv`, `libsvm` or `npy`.
    public let form: String
    /// The option's name.
    public let name: String
    /// What may follow the equals sign.
    public let values: String
    /// What it is for.
    public let summary: String
    /// What holds where it is not given; nil where that follows from the rest.
    public let defaultText: String?
  }

  /// Every option of every form, in the order of the help.
  public static let formOptions: [FormOption] = [
    FormOption(
      form: "csv", name: "label", values: "COLUMN",
      summary:
        "The target: a column's name, or its place counted from 0 or, from the end, from -1; "
        + "several for regression, as a+b",
      defaultText: "-1"),
    FormOption(
      form: "csv", name: "features", values: "COLUMNS",
      summary: "The features: names and places, as a+b+3, and ranges of places, as 0-7",
      defaultText: "all but the target"),
    FormOption(
      form: "csv", name: "categorical", values: "COLUMNS",
      summary:
        "Those features that are categories: one input for each value that the training data have",
      defaultText: "none"),
    FormOption(
      form: "csv", name: "header", values: "yes|no|auto",
      summary:
        "Whether the first line names the columns; auto finds out, and asks where both may be",
      defaultText: "auto"),
    FormOption(
      form: "csv", name: "delimiter", values: "NAME",
      summary: "What divides columns: comma, tab, semicolon, space or a punctuation character",
      defaultText: "comma"),
    FormOption(
      form: "csv", name: "missing", values: "HOW",
      summary:
        "What an empty field, ?, NA, N/A, NaN or null counts as: mean or median of its column in the "
        + "training data, zero; refuse takes it for a mistake",
      defaultText: "refuse"),
    FormOption(
      form: "csv", name: "scale", values: "HOW", summary: scaleSummary, defaultText: "none"),
    FormOption(
      form: "libsvm", name: "features", values: "COUNT",
      summary: "How many features there are, where the largest index may not occur",
      defaultText: "the largest index"),
    FormOption(
      form: "libsvm", name: "index-base", values: "1|0|auto",
      summary:
        "Where indexes start; auto is 0 where an index 0 occurs in the training data, else 1",
      defaultText: "1"),
    FormOption(
      form: "libsvm", name: "scale", values: "HOW", summary: "As for csv", defaultText: "none"),
    FormOption(
      form: "npy", name: "scale", values: "HOW", summary: "As for csv", defaultText: "none"),
  ]

  private static let scaleSummary =
    "What is done to features: standard (mean 0, deviation 1) and minmax (0 to 1), by the training "
    + "data; a factor, such as 0.1; none"

  /// The error for an option that a form does not have.
  static func unknownOption(_ name: String, of form: String) -> DataError {
    let names = formOptions.filter { $0.form == form }.map(\.name)
    let list =
      names.count > 1
      ? names.dropLast().joined(separator: ", ") + " and " + (names.last ?? "") : names.joined()
    return DataError("\(form) has no option “\(name)”, only \(list)")
  }
}
