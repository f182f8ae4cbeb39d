import Learning

/// The data that a job is evaluated on.
public enum ValidationSource: Equatable, Sendable, CustomStringConvertible {
  /// The part that the training data brings along for it (`digits`, `mnist`), or none.
  case automatic
  /// No evaluation.
  case none
  /// This data.
  case data(DataSpecification)
  /// This share of the training data, drawn by the job's seed, which is not learned from; greater
  /// than 0 and below 1.
  case share(Float)

  /// Reads `auto`, `none`, a share such as `0.2` or a data specification.
  ///
  /// - Throws: what `DataSpecification` throws; `JobError` for a number that is no share.
  public init(_ text: String) throws {
    switch text {
    case "auto": self = .automatic
    case "none": self = .none
    default:
      guard let share = Float(text) else {
        self = .data(try DataSpecification(text))
        return
      }
      guard share > 0, share < 1 else {
        throw JobError("a share of the training data is greater than 0 and below 1, not \(text)")
      }
      self = .share(share)
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
    case .share(let share): share.description
    }
  }
}
