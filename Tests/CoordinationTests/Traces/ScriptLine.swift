import Coordination

/// One line of a scenario, taken word by word.
struct ScriptLine {
  /// What is wrong with a scenario.
  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  private let text: String
  private var words: ArraySlice<Substring>

  init(_ text: String) {
    self.text = text
    words = text.split(separator: " ", omittingEmptySubsequences: true)[...]
  }

  func mistake(_ what: String) -> Mistake { Mistake(description: "'\(text)': \(what)") }

  mutating func word() throws -> String {
    guard let word = words.popFirst() else { throw mistake("a word is missing") }
    return String(word)
  }

  mutating func value<Value: LosslessStringConvertible>(_: Value.Type = Value.self) throws -> Value
  {
    let word = try word()
    guard let value = Value(word) else { throw mistake("'\(word)' is no \(Value.self)") }
    return value
  }

  /// Takes the next word if it is this one.
  mutating func takes(_ expected: String) -> Bool {
    guard words.first.map(String.init) == expected else { return false }
    words.removeFirst()
    return true
  }

  /// Whether a word is left.
  var hasMore: Bool { !words.isEmpty }

  /// Such as `1.5`: a point on a clock, in milliseconds from its origin.
  mutating func instant() throws -> Instant {
    let milliseconds: Double = try value()
    return Instant(nanoseconds: UInt64(milliseconds * 1e6))
  }

  /// Such as `a/b`: two numbers.
  mutating func pair(_ separator: Character) throws -> (UInt64, UInt64) {
    let parts = try word().split(separator: separator)
    guard parts.count == 2, let left = UInt64(parts[0]), let right = UInt64(parts[1]) else {
      throw mistake("two numbers with a '\(separator)' are missing")
    }
    return (left, right)
  }

  /// Such as `0..<4`.
  mutating func range() throws -> Range<Int> {
    let parts = try word().split(separator: "<")
    guard parts.count == 2, parts[0].hasSuffix(".."), let lower = Int(parts[0].dropLast(2)),
      let upper = Int(parts[1]), lower <= upper
    else { throw mistake("a range such as 0..<4 is missing") }
    return lower..<upper
  }

  /// What is wrong with a frame, such as `truncated`.
  mutating func mistakeOfFrame() throws -> FrameMistake {
    let word = try word()
    guard let mistake = FrameMistake(rawValue: word) else {
      throw mistake("'\(word)' is no mistake of a frame")
    }
    return mistake
  }

  /// All that is left, as a text.
  mutating func rest() -> String {
    defer { words = [] }
    return words.joined(separator: " ")
  }

  func end() throws {
    if let word = words.first { throw mistake("'\(word)' is not understood") }
  }
}
