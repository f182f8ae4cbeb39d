extension DataSpecification: CustomStringConvertible {
  /// The text that this specification is read from, in one canonical form.
  public var description: String {
    switch source {
    case .digits: return "digits"
    case .mnist(let directory): return "mnist:\(directory)"
    case .idx(let images, let labels): return "idx:" + Self.text(images, labels)
    case .csv(let file, let options):
      var text = "csv:" + escaped(file)
      if let label = options.label {
        text += ",label=" + label.map(Self.text).joined(separator: "+")
      }
      if let features = options.features {
        text += ",features=" + features.map(Self.text).joined(separator: "+")
      }
      if let categorical = options.categorical {
        text += ",categorical=" + categorical.map(Self.text).joined(separator: "+")
      }
      if let header = options.header { text += ",header=\(header.rawValue)" }
      if let delimiter = options.delimiter { text += ",delimiter=" + Self.text(delimiter) }
      if let missing = options.missing { text += ",missing=\(missing.rawValue)" }
      if let scaling = options.scaling { text += ",scale=" + scaling.text }
      return text
    case .libsvm(let file, let options):
      var text = "libsvm:" + escaped(file)
      if let count = options.featureCount { text += ",features=\(count)" }
      if let base = options.indexBase { text += ",index-base=\(base.rawValue)" }
      if let scaling = options.scaling { text += ",scale=" + scaling.text }
      return text
    case .npy(let features, let labels, let options):
      var text = "npy:" + Self.text(features, labels)
      if let scaling = options.scaling { text += ",scale=" + scaling.text }
      return text
    }
  }

  private static func text(_ file: String, _ labels: String) -> String {
    escaped(file) + (labels.isEmpty ? "" : "," + escaped(labels))
  }

  private static func text(_ column: Column) -> String {
    switch column {
    case .index(let index): return "\(index)"
    case .name(let name):
      let text = escaped(name)
      // A name that looks like a number keeps a backslash, which no number has.
      return ColumnRange(indexes: text) == nil ? text : "\\" + text
    }
  }

  private static func text(_ range: ColumnRange) -> String {
    switch range {
    case .column(let column): text(column)
    case .indexes(let from, let through): "\(from)-\(through)"
    }
  }

  private static func text(_ delimiter: UInt8) -> String {
    delimiterNames.first { $0.byte == delimiter }?.name
      ?? String(Character(Unicode.Scalar(delimiter)))
  }

  static let delimiterNames: [(name: String, byte: UInt8)] = [
    ("comma", UInt8(ascii: ",")), ("tab", UInt8(ascii: "\t")), ("semicolon", UInt8(ascii: ";")),
    ("space", UInt8(ascii: " ")),
  ]
}

extension DataSpecification.Scaling {
  /// As the option `scale` is given it.
  public var text: String {
    switch self {
    case .unscaled: "none"
    case .standard: "standard"
    case .minmax: "minmax"
    case .factor(let factor): factor.description
    }
  }
}

/// The text with a backslash before each character that would divide it.
private func escaped(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    if scalar == "\\" || scalar == "," || scalar == "+" { escaped += "\\" }
    escaped.unicodeScalars.append(scalar)
  }
  return escaped
}
