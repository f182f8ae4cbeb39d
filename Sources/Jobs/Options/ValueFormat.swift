import CommandLineParsing
import Text

/// How one kind of value is written: as text in flags and variables, as JSON in job files.
struct ValueFormat<Value: Sendable>: Sendable {
  /// What the help calls a value.
  let valueName: String
  /// For completion and help.
  let form: ValueForm
  /// What follows "must be" in an error.
  let expectation: String
  /// Reads text; nil where it is not as expected, a thrown error where more can be said.
  let read: @Sendable (String) throws -> Value?
  /// Reads JSON, likewise.
  let decode: @Sendable (JSON) throws -> Value?
  /// The JSON that `decode` reads back.
  let encode: @Sendable (Value) -> JSON
}

extension ValueFormat where Value == Bool {
  /// Flags in text, `true` and `false` in JSON.
  static let boolean = ValueFormat(
    valueName: "", form: .text, expectation: "true or false",
    read: { $0 == "true" ? true : $0 == "false" ? false : nil }, decode: { $0.boolValue },
    encode: { .bool($0) })
}

extension ValueFormat where Value == Int {
  /// A whole number of a range.
  static func whole(_ range: ClosedRange<Int>, valueName: String = "N") -> ValueFormat {
    ValueFormat(
      valueName: valueName, form: .text,
      expectation: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      read: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } },
      decode: { json in
        json.integerValue.flatMap { Int(exactly: $0) }.flatMap { range.contains($0) ? $0 : nil }
      },
      encode: { .integer(Int64($0)) })
  }
}

extension ValueFormat where Value == UInt64 {
  /// A seed.
  static let seed = ValueFormat(
    valueName: "N", form: .text, expectation: ValueFormat<Int>.whole(JobLimits.seed).expectation,
    read: { text in Int(text).flatMap { UInt64(exactly: $0) } },
    decode: { json in json.integerValue.flatMap { UInt64(exactly: $0) } },
    encode: { .integer(Int64(clamping: $0)) })
}

extension ValueFormat where Value == Float {
  /// A finite number for which `isAllowed`; the expectation says which those are.
  static func number(
    _ expectation: String, valueName: String = "X",
    where isAllowed: @escaping @Sendable (Float) -> Bool
  ) -> ValueFormat {
    let checked: @Sendable (Float) -> Float? = { $0.isFinite && isAllowed($0) ? $0 : nil }
    return ValueFormat(
      valueName: valueName, form: .text, expectation: expectation,
      read: { Float($0).flatMap(checked) },
      decode: { $0.doubleValue.flatMap { checked(Float($0)) } }, encode: { .float($0) })
  }

  static let positive = number("a number greater than 0") { $0 > 0 }
  static let notNegative = number("a number from 0 up") { $0 >= 0 }
  /// A coefficient of a moving average.
  static let belowOne = number("a number from 0 up and below 1") { $0 >= 0 && $0 < 1 }
  static let share = number("a number greater than 0 and at most 1") { $0 > 0 && $0 <= 1 }
}

extension ValueFormat where Value: CaseIterable & RawRepresentable<String> {
  /// One of an enumeration's names.
  static func choice(valueName: String) -> ValueFormat {
    let names = Value.allCases.map(\.rawValue)
    let read: @Sendable (String) throws -> Value? = { text in
      if let value = Value(rawValue: text) { return value }
      guard let guess = closest(to: text, in: names) else { return nil }
      throw Misspelling(guess: guess)
    }
    return ValueFormat(
      valueName: valueName, form: .choices(names), expectation: names.joinedAsAlternatives,
      read: read, decode: { try $0.stringValue.flatMap(read) }, encode: { .string($0.rawValue) })
  }
}

extension ValueFormat {
  /// A text with a form of its own.
  static func text(
    valueName: String, form: ValueForm, expectation: String,
    read: @escaping @Sendable (String) throws -> Value?
  ) -> ValueFormat where Value: CustomStringConvertible {
    ValueFormat(
      valueName: valueName, form: form, expectation: expectation, read: read,
      decode: { try $0.stringValue.flatMap(read) }, encode: { .string($0.description) })
  }

  /// The same, or nothing: `none` in text, `null` (or `none`) in JSON.
  func orNone() -> ValueFormat<Value?> {
    let (read, decode, encode) = (read, decode, encode)
    return ValueFormat<Value?>(
      valueName: valueName, form: form, expectation: "none or " + expectation,
      read: { text in text == "none" ? .some(nil) : try read(text).map { .some($0) } },
      decode: { json in
        json.isNull || json == "none" ? .some(nil) : try decode(json).map { .some($0) }
      },
      encode: { $0.map(encode) ?? .null })
  }
}

/// A choice that was spelled wrong.
struct Misspelling: Error {
  let guess: String
}
