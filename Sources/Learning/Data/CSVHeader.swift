/// Whether a table's first line names its columns, where neither an option says so nor a column is
/// given by name.
///
/// Names are told from numbers by what they are: a line whose features are all texts is a header, for
/// a sample would have numbers there. Names can be numbers, though (`0,1,target`, as pandas calls
/// columns that have no names). Then the label decides: text over values or over classes that are
/// numbers is a name; a class that occurs again, or that is known, is none. What can be both is
/// refused, since a wrong guess would be a sample more or less, and a class more or less, silently.
struct CSVHeader {
  /// The features that are to be numbers, and the labels.
  var featureColumns: [Int]
  var labelColumns: [Int]
  /// Whether labels are numbers too.
  var isRegression: Bool
  /// Classes of the data that these are read like; nil where these are the first.
  var knownClasses: Set<ByteText>?

  /// Texts that stand for a value that is not known, and so for no name.
  private static let missing: Set<String> = ["", "?", "na", "n/a", "nan", "null"]

  /// Whether the record at which `reader` stands, the first, is a header.
  ///
  /// - Throws: where it may be one or not.
  func isThere(_ reader: CSVReader) throws(DataError) -> Bool {
    guard !featureColumns.isEmpty else { return false }
    let names = featureColumns.filter { isName(reader.fields[$0], reader) }
    if names.count == featureColumns.count { return true }
    // Text here and there is wrong either way, and is said where it is read.
    guard names.isEmpty else { return false }
    let labels = labelColumns.filter { isName(reader.fields[$0], reader) }
    if labels.isEmpty {
      guard try !countsItsColumns(reader) else {
        throw unclear(reader, "its fields count the columns from 0, as names of pandas's do")
      }
      return false
    }
    guard !isRegression else { return true }
    return try isNameOfClasses(labelColumns[0], reader)
  }

  private func unclear(_ reader: CSVReader, _ reason: String) -> DataError {
    DataError(
      reader.file,
      "line \(reader.line) may name the columns or be a sample: \(reason); say header=yes or "
        + "header=no")
  }

  private func isName(_ field: CSVReader.Field, _ reader: CSVReader) -> Bool {
    guard DecimalNumber(reader.bytes(of: field)) == .invalid else { return false }
    return !Self.missing.contains(reader.text(of: field).lowercased())
  }

  /// Whether the text in the label's column of the first record is the column's name.
  private func isNameOfClasses(_ column: Int, _ first: CSVReader) throws(DataError) -> Bool {
    let label = first.text(of: first.fields[column]).asBytes
    if let knownClasses, knownClasses.contains(label) { return false }
    var rest = first
    var areNumbers = true
    var count = 0
    while try rest.next() {
      // Records of another length are said where they are read.
      guard column < rest.fields.count else { return false }
      let text = rest.text(of: rest.fields[column])
      if text.asBytes == label { return false }
      areNumbers = areNumbers && DecimalNumber(text) != .invalid
      count += 1
    }
    if count == 0 { return false }
    if areNumbers { return true }
    throw unclear(first, "its label \(quoted(label.text)) stands in no other line")
  }

  /// Whether the fields are 0, 1, 2, … up to the last, in a table where a sample is hardly so: it does
  /// not occur again, and there are more than two columns or one of fractions.
  private func countsItsColumns(_ first: CSVReader) throws(DataError) -> Bool {
    for (column, field) in first.fields.enumerated() {
      guard first.text(of: field) == "\(column)" else { return false }
    }
    var rest = first
    var alwaysFractions = [Bool](repeating: true, count: first.fields.count)
    var count = 0
    while try rest.next() {
      guard rest.fields.count == first.fields.count else { return false }
      var isRepetition = true
      for (column, field) in rest.fields.enumerated() {
        let bytes = rest.bytes(of: field)
        alwaysFractions[column] = alwaysFractions[column] && bytes.contains(UInt8(ascii: "."))
        isRepetition = isRepetition && bytes.elementsEqual("\(column)".utf8)
      }
      if isRepetition { return false }
      count += 1
    }
    return count > 0 && (first.fields.count > 2 || alwaysFractions.contains(true))
  }
}
