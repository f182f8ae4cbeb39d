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

/// A text from a file, in quotes, cut off where it is long, on one line.
func quoted(_ text: String) -> String {
  var start = ""
  for scalar in text.unicodeScalars.prefix(DataLimits.quotedScalarsMaximum) {
    if scalar.value < 0x20 {
      start += scalar.escaped(asASCII: false)
    } else {
      start.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.count > DataLimits.quotedScalarsMaximum ? "“\(start)…”" : "“\(start)”"
}

/// The first few of some names.
func listed(_ names: [String]) -> String {
  let first = names.prefix(10).map(quoted).joined(separator: ", ")
  return names.count > 10 ? first + ", …" : first
}

/// "1 column", "2 columns".
func counted(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// "there is 1 column", "there are 2 columns".
func thereAre(_ count: Int, _ noun: String) -> String {
  "there \(count == 1 ? "is" : "are") \(counted(count, noun))"
}
