extension DataSpecification {
  /// Reads a specification; the type's comment has its forms.
  public init(_ text: String) throws(DataError) {
    if text == "digits" {
      self.init(.digits)
      return
    }
    // A scalar that combines with the one before, as an accent, may begin a file's name.
    let scalars = text.unicodeScalars
    guard let colon = scalars.firstIndex(of: ":") else { throw Self.unknownKind(text) }
    let rest = String(scalars[scalars.index(after: colon)...])
    switch text[..<colon] {
    case "mnist":
      guard !rest.isEmpty else { throw DataError("“\(text)” names no folder after “mnist:”") }
      self.init(.mnist(directory: rest))
    case "idx":
      let files = split(rest, at: ",").map(unescaped)
      guard (1...2).contains(files.count), !files.contains("") else {
        throw DataError("“\(text)” does not name two files, as in idx:IMAGES,LABELS")
      }
      self.init(.idx(images: files[0], labels: files.count > 1 ? files[1] : ""))
    case "csv":
      let (file, options) = try Self.fileAndOptions(rest, of: text)
      self.init(.csv(file: file, try CSVOptions(options)))
    case "libsvm":
      let (file, options) = try Self.fileAndOptions(rest, of: text)
      self.init(.libsvm(file: file, try LIBSVMOptions(options)))
    case "npy":
      let isAlone = split(rest, at: ",").count == 1
      let (files, options) = try Self.filesAndOptions(rest, count: isAlone ? 1 : 2, of: text)
      self.init(
        .npy(features: files[0], labels: isAlone ? "" : files[1], try NPYOptions(options)))
    default: throw Self.unknownKind(text)
    }
  }

  private static func unknownKind(_ text: String) -> DataError {
    DataError(
      "“\(text)” is none of digits, mnist:DIR, idx:IMAGES,LABELS, csv:FILE, libsvm:FILE and "
        + "npy:FEATURES,LABELS")
  }

  /// An option as it is written, its value still with backslashes.
  fileprivate typealias Option = (name: String, value: String)

  private static func fileAndOptions(
    _ rest: String, of text: String
  ) throws(DataError) -> (String, [Option]) {
    let (files, options) = try filesAndOptions(rest, count: 1, of: text)
    return (files[0], options)
  }

  private static func filesAndOptions(
    _ rest: String, count: Int, of text: String
  ) throws(DataError) -> ([String], [Option]) {
    let parts = split(rest, at: ",")
    let files = parts.prefix(count).map(unescaped)
    guard files.count == count, !files.contains("") else {
      throw DataError(
        count == 1
          ? "“\(text)” names no file after the colon"
          : "“\(text)” does not name two files, as in npy:FEATURES,LABELS")
    }
    var options: [Option] = []
    for part in parts.dropFirst(count) {
      let scalars = part.unicodeScalars
      guard let equals = scalars.firstIndex(of: "="), scalars.index(after: equals) < part.endIndex
      else {
        throw DataError(
          "“\(part)” in “\(text)” is no option=value (a comma in a file's name is written \\,)")
      }
      let name = String(part[..<equals])
      guard !options.contains(where: { $0.name == name }) else {
        throw DataError("the option “\(name)” stands twice in “\(text)”")
      }
      options.append((name, String(scalars[scalars.index(after: equals)...])))
    }
    return (files, options)
  }
}

extension DataSpecification.CSVOptions {
  fileprivate init(_ options: [DataSpecification.Option]) throws(DataError) {
    self.init()
    for (name, value) in options {
      switch name {
      case "label":
        var columns: [DataSpecification.Column] = []
        for part in split(value, at: "+") {
          guard case .column(let column) = try columnRange(part, of: name) else {
            throw DataError("label=\(value) has the range \(part), but each label is one column")
          }
          columns.append(column)
        }
        label = columns
      case "features": features = try Self.columnRanges(value, of: name)
      case "categorical": categorical = try Self.columnRanges(value, of: name)
      case "header":
        guard let header = Header(rawValue: value) else {
          throw DataError("header=\(value) is none of yes, no and auto")
        }
        self.header = header
      case "delimiter": delimiter = try Self.delimiter(unescaped(value))
      case "missing":
        guard let missing = DataSpecification.Missing(rawValue: value) else {
          throw DataError("missing=\(value) is none of refuse, mean, median and zero")
        }
        self.missing = missing
      case "scale": scaling = try DataSpecification.Scaling(value)
      default:
        throw DataSpecification.unknownOption(name, of: "csv")
      }
    }
  }

  private static func columnRanges(
    _ value: String, of option: String
  ) throws(DataError) -> [DataSpecification.ColumnRange] {
    var ranges: [DataSpecification.ColumnRange] = []
    for part in split(value, at: "+") { ranges.append(try columnRange(part, of: option)) }
    return ranges
  }

  private static func delimiter(_ text: String) throws(DataError) -> UInt8 {
    if let known = DataSpecification.delimiterNames.first(where: { $0.name == text }) {
      return known.byte
    }
    let bytes = Array(text.utf8)
    // What can stand in a number or around a field would divide those.
    guard bytes.count == 1, (0x20..<0x7F).contains(bytes[0]) || bytes[0] == 0x09,
      !isAlphanumeric(bytes[0]), !"\"\\.+-".utf8.contains(bytes[0])
    else {
      throw DataError(
        "delimiter=\(text) is none of comma, tab, semicolon, space and one punctuation character")
    }
    return bytes[0]
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}

extension DataSpecification.LIBSVMOptions {
  fileprivate init(_ options: [DataSpecification.Option]) throws(DataError) {
    self.init()
    for (name, value) in options {
      switch name {
      case "features":
        guard let count = Int(value), count >= 1, count <= DataLimits.featureCountMaximum else {
          throw DataError(
            "features=\(value) is not a whole number from 1 to \(DataLimits.featureCountMaximum)")
        }
        featureCount = count
      case "index-base":
        guard let base = IndexBase(rawValue: value) else {
          throw DataError("index-base=\(value) is none of 0, 1 and auto")
        }
        indexBase = base
      case "scale": scaling = try DataSpecification.Scaling(value)
      default:
        throw DataSpecification.unknownOption(name, of: "libsvm")
      }
    }
  }
}

extension DataSpecification.NPYOptions {
  fileprivate init(_ options: [DataSpecification.Option]) throws(DataError) {
    self.init()
    for (name, value) in options {
      guard name == "scale" else { throw DataSpecification.unknownOption(name, of: "npy") }
      scaling = try DataSpecification.Scaling(value)
    }
  }
}

extension DataSpecification.Scaling {
  /// Reads what the option `scale` is given.
  ///
  /// - Throws: for anything else, in one sentence.
  public init(_ text: String) throws(DataError) {
    switch text {
    case "none": self = .unscaled
    case "standard": self = .standard
    case "minmax": self = .minmax
    default:
      guard case .value(let factor, _) = DecimalNumber(text), factor != 0 else {
        throw DataError("scale=\(text) is none of none, standard, minmax and a number but 0")
      }
      self = .factor(factor)
    }
  }
}

extension DataSpecification.ColumnRange {
  /// `3`, `-1`, `0-7`, `0--2`: counted columns; nil where the text is something else.
  init?(indexes text: String) {
    if let index = Self.index(text[...]) {
      self = .column(.index(index))
      return
    }
    // The minus that divides stands after a digit; the first one may belong to the first index.
    guard let dash = text.dropFirst().firstIndex(of: "-"), let from = Self.index(text[..<dash]),
      let through = Self.index(text[text.index(after: dash)...])
    else { return nil }
    self = .indexes(from: from, through: through)
  }

  private static func index(_ text: Substring) -> Int? {
    text.first == "+" ? nil : Int(text)
  }
}

private func columnRange(
  _ text: String, of option: String
) throws(DataError) -> DataSpecification.ColumnRange {
  guard !text.isEmpty else { throw DataError("an empty column in the option “\(option)”") }
  if let range = DataSpecification.ColumnRange(indexes: text) { return range }
  let name = unescaped(text)
  guard !name.isEmpty else { throw DataError("an empty column in the option “\(option)”") }
  return .column(.name(name))
}

/// The parts between those separators that have no backslash before them; the parts keep theirs.
private func split(_ text: String, at separator: Unicode.Scalar) -> [String] {
  var parts = [""]
  var isEscaped = false
  for scalar in text.unicodeScalars {
    if scalar == separator, !isEscaped {
      parts.append("")
    } else {
      parts[parts.count - 1].unicodeScalars.append(scalar)
    }
    isEscaped = scalar == "\\" && !isEscaped
  }
  return parts
}

/// The text without the backslashes that protect the scalar after them.
private func unescaped(_ text: String) -> String {
  var unescaped = ""
  var isEscaped = false
  for scalar in text.unicodeScalars {
    if scalar == "\\", !isEscaped {
      isEscaped = true
    } else {
      unescaped.unicodeScalars.append(scalar)
      isEscaped = false
    }
  }
  return unescaped
}
