import Learning

/// The data that a job is evaluated on.
public enum ValidationSource: Equatable, Sendable, CustomStringConvertible {
  /// The part that the training data brings along for it (`digits`, `mnist`), or none.
  case automatic
  /// No evaluation.
  case none
  /// This data.
  case data(DataSpecification)

  /// Reads `auto`, `none` or a data specification.
  ///
  /// - Throws: what `DataSpecification` throws.
  public init(_ text: String) throws {
    switch text {
    case "auto": self = .automatic
    case "none": self = .none
    default: self = .data(try DataSpecification(text))
    }
  }

  /// The same without names of files and folders.
  var withoutPaths: ValidationSource {
    if case .data(let specification) = self { .data(specification.withoutPaths) } else { self }
  }

  /// The text that reads back as this.
  public var description: String {
    switch self {
    case .automatic: "auto"
    case .none: "none"
    case .data(let specification): specification.description
    }
  }
}
