/// The layer sizes that a job asks for.
public enum ModelSizes: Equatable, Sendable, CustomStringConvertible {
  /// One hidden layer of `hiddenSize`, input and output as the data has them.
  case automatic
  /// The input, each hidden layer and the output.
  case sizes([Int])

  /// The width of the hidden layer of an automatic model.
  public static let hiddenSize = 128

  /// `auto` or sizes joined by dashes, such as `784-512-10`, within `JobLimits`; nil otherwise.
  public init?(_ text: String) {
    if text == "auto" {
      self = .automatic
      return
    }
    var sizes: [Int] = []
    for part in text.split(separator: "-", omittingEmptySubsequences: false) {
      guard let size = Int(part), JobLimits.size.contains(size) else { return nil }
      sizes.append(size)
    }
    guard JobLimits.sizesOfModel.contains(sizes.count) else { return nil }
    self = .sizes(sizes)
  }

  /// The text that reads back as this.
  public var description: String {
    switch self {
    case .automatic: "auto"
    case .sizes(let sizes): sizes.map(String.init).joined(separator: "-")
    }
  }
}
