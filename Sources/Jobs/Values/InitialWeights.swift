/// Where a job's first θ comes from.
public enum InitialWeights: Equatable, Sendable, CustomStringConvertible {
  /// It is drawn by the job's initializer and seed.
  case drawn
  /// From this file. Only what a user gives says so: the job that is written down says which θ it is,
  /// since a file's name can come to mean another.
  case file(String)
  /// It is the θ with this SHA-256, as 64 hexadecimal digits.
  case digest(String)

  private static let prefix = "sha256:"

  /// `none`, `sha256:` with 64 hexadecimal digits, or a file's path; nil for anything else.
  public init?(_ text: String) {
    if text == "none" {
      self = .drawn
    } else if text.hasPrefix(Self.prefix) {
      let digits = text.dropFirst(Self.prefix.count)
      guard digits.utf8.count == 64, digits.allSatisfy(\.isHexDigit) else { return nil }
      self = .digest(digits.lowercased())
    } else {
      guard !text.isEmpty else { return nil }
      self = .file(text)
    }
  }

  /// The text that reads back as this.
  public var description: String {
    switch self {
    case .drawn: "none"
    case .file(let path): path
    case .digest(let digits): Self.prefix + digits
    }
  }
}
