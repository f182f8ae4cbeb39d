import Coordination
import Text

// How a line's members are written.
extension JSON.Member {
  static func text(_ key: String, _ value: String) -> JSON.Member {
    JSON.Member(key, .string(value))
  }

  static func texts(_ key: String, _ values: [String]) -> JSON.Member {
    JSON.Member(key, .array(values.map { .string($0) }))
  }

  static func count(_ key: String, _ value: some BinaryInteger) -> JSON.Member {
    JSON.Member(key, .integer(Int64(clamping: value)))
  }

  static func number(_ key: String, _ value: Double) -> JSON.Member {
    JSON.Member(key, .double(value))
  }

  static func float(_ key: String, _ value: Float) -> JSON.Member {
    JSON.Member(key, .float(value))
  }

  static func seconds(_ key: String, _ value: Interval) -> JSON.Member {
    .number(key, value.inSeconds)
  }
}

/// How they are read. A log may have been written by anything: a number that no program of ours could
/// have written counts as none, so that what is made of it stays what integers and doubles can hold.
struct LogMembers {
  let json: JSON

  /// Seconds since 1970, to the year 9999.
  static let times = 0...253_402_300_799.0
  /// A duration, or the difference of two clocks: 285 years, so that it can be counted in nanoseconds.
  private static let secondsMax = 9e9
  /// A loss, a norm: beyond what can come of floats.
  private static let magnitudeMax = 1e60
  /// Steps, samples, sessions, units: more than the steps that a job may have, and few enough to be
  /// added up over all lines that a file can have.
  private static let countMax: UInt64 = 1 << 41
  /// Bytes: 281 terabytes, likewise.
  static let bytesMax: UInt64 = 1 << 48

  func text(_ key: String) -> String? { json[key]?.stringValue }

  func texts(_ key: String) -> [String]? { json[key]?.arrayValue?.compactMap(\.stringValue) }

  func number(_ key: String) -> Double? {
    json[key]?.doubleValue.flatMap { abs($0) <= Self.magnitudeMax ? $0 : nil }
  }

  func float(_ key: String) -> Float? { number(key).map { Float($0) } }

  func count(_ key: String, atMost most: UInt64 = countMax) -> UInt64? {
    json[key].flatMap { Self.count($0, atMost: most) }
  }

  func counts(_ key: String) -> [UInt64]? {
    json[key]?.arrayValue?.map { Self.count($0, atMost: Self.countMax) ?? 0 }
  }

  private static func count(_ value: JSON, atMost most: UInt64) -> UInt64? {
    value.integerValue.flatMap { UInt64(exactly: $0) }.flatMap { $0 <= most ? $0 : nil }
  }

  /// A number that a peer chose: it is shown, and nothing is made of it.
  func anyCount(_ key: String) -> UInt64? { count(key, atMost: UInt64(Int64.max)) }

  /// A node of a tree, as its description names it.
  func node(_ key: String) -> TreeNode? {
    guard let parts = text(key)?.split(separator: ".", omittingEmptySubsequences: false),
      parts.count == 2, let level = UInt8(parts[0]), let index = UInt32(parts[1])
    else { return nil }
    return TreeNode(level: level, index: index)
  }

  /// A count that fits an `Int` on any machine that has 64 bits.
  func int(_ key: String) -> Int? { count(key).map { Int($0) } }

  func session(_ key: String) -> SessionID? {
    count(key).flatMap { UInt32(exactly: $0) }.map { SessionID($0) }
  }

  func interval(_ key: String) -> Interval? {
    signedNanoseconds(key).flatMap { UInt64(exactly: $0) }.map { Interval(nanoseconds: $0) }
  }

  func signedNanoseconds(_ key: String) -> Int64? {
    number(key).flatMap { abs($0) <= Self.secondsMax ? Int64(($0 * 1e9).rounded()) : nil }
  }

  /// θ's version, which the form of logs without a number called `step`.
  var version: UInt64? { count("version") ?? count("step") }
}
