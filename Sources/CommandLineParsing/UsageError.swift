/// The operator's mistake on the command line, as one sentence for stderr; the exit code is
/// `ExitCode.usage`.
public struct UsageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What is wrong, with the token that is, and what to write instead where that can be guessed.
  public let sentence: String

  /// An error with its sentence.
  public init(_ sentence: String) {
    self.sentence = sentence
  }

  /// The sentence.
  public var description: String { sentence }

  /// `wrong` and the guess at what was meant, if any.
  static func unknown(_ wrong: String, guess: String?) -> UsageError {
    UsageError(wrong + (guess.map { "; did you mean '\($0)'?" } ?? ""))
  }

  /// That `label` (an option, a variable, an operand) takes `choices` and was given `value`.
  public static func notAChoice(_ value: String, of choices: [String], for label: String)
    -> UsageError
  {
    .unknown(
      "\(label) must be \(choices.joinedAsAlternatives), not '\(value)'",
      guess: closest(to: value, in: choices))
  }
}

extension [String] {
  /// `a`, `a or b`, `a, b or c`.
  public var joinedAsAlternatives: String {
    guard let last, count > 1 else { return first ?? "" }
    return dropLast().joined(separator: ", ") + " or " + last
  }
}
