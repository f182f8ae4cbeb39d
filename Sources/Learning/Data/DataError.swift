/// What is wrong with data or with how they were named: one sentence for whoever runs the training,
/// with the file, and the line from 1 where there is one.
public struct DataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// An error that says `description`.
  public init(_ description: String) {
    self.description = description
  }

  /// An error in a file.
  init(_ file: String, _ description: String) {
    self.init("\(file): \(description)")
  }
}
