/// A number as it stands in a file of data: a decimal fraction, in ASCII, perhaps with an exponent.
enum DecimalNumber: Equatable {
  /// The float nearest to it, and the double nearest to it.
  case value(Float, exact: Double)
  /// `nan`, in any case and with any sign.
  case nan
  /// `inf` or `infinity`, in any case and with any sign.
  case infinite
  /// A number whose nearest float is infinite.
  case tooLarge
  /// Anything else.
  case invalid

  /// The double nearest to it; NaN where it is no number.
  var exact: Double { if case .value(_, let exact) = self { exact } else { .nan } }

  /// Reads a text without spaces around it.
  init(_ text: String) {
    var text = text
    self = text.withUTF8 { DecimalNumber($0[...]) }
  }

  /// Reads bytes without spaces around them.
  init(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) {
    let text = UnsafeBufferPointer(rebasing: bytes)
    var position = 0
    var isNegative = false
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      isNegative = first == UInt8(ascii: "-")
      position = 1
    }
    // The digits as one integer, as long as they fit, and the power of ten that it is to be
    // multiplied with.
    var mantissa: UInt64 = 0
    var exponent = 0
    var digits = 0
    var fits = true
    var isFraction = false
    while position < text.count {
      let byte = text[position]
      if byte &- 0x30 <= 9 {
        digits += 1
        fits = fits && mantissa < 100_000_000_000_000_000
        if fits { mantissa = mantissa &* 10 &+ UInt64(byte &- 0x30) }
        if isFraction { exponent -= 1 }
      } else if byte == UInt8(ascii: "."), !isFraction {
        isFraction = true
      } else {
        break
      }
      position += 1
    }
    guard digits > 0 else {
      self = Self.word(UnsafeBufferPointer(rebasing: text[position...]))
      return
    }
    if position < text.count {
      guard let power = Self.exponent(text[position...]) else {
        self = .invalid
        return
      }
      exponent += power
    }
    let exact: Double
    if fits, let magnitude = Self.nearestDouble(to: mantissa, exponent) {
      exact = isNegative ? -magnitude : magnitude
    } else if let value = Double(String(decoding: text, as: UTF8.self)) {
      exact = value
    } else {
      self = .invalid
      return
    }
    guard
      let value = Self.nearestFloat(toDouble: exact)
        ?? Float(String(decoding: text, as: UTF8.self))
    else {
      self = .invalid
      return
    }
    self = value.isFinite ? .value(value, exact: exact) : .tooLarge
  }

  /// The power of ten after an `e`; nil where there is none. Beyond 9999 it is cut off, which is far
  /// beyond any float.
  private static func exponent(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int? {
    guard let e = text.first, e | 0x20 == UInt8(ascii: "e") else { return nil }
    var rest = text.dropFirst()
    let sign = rest.first
    if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
    guard !rest.isEmpty else { return nil }
    var power = 0
    for byte in rest {
      guard byte &- 0x30 <= 9 else { return nil }
      power = min(power * 10 + Int(byte &- 0x30), 9999)
    }
    return sign == UInt8(ascii: "-") ? -power : power
  }

  private static func word(_ text: UnsafeBufferPointer<UInt8>) -> DecimalNumber {
    func isWord(_ word: StaticString) -> Bool {
      word.withUTF8Buffer { word in
        word.count == text.count && zip(word, text).allSatisfy { $0 == $1 | 0x20 }
      }
    }
    if isWord("nan") { return .nan }
    return isWord("inf") || isWord("infinity") ? .infinite : .invalid
  }

  /// The double nearest to mantissa · 10^exponent, where it can be found without long arithmetic
  /// (W. D. Clinger, "How to read floating point numbers accurately", 1990): integers below 2⁵³ and
  /// powers of ten up to 10²² are exact doubles, so one operation gives the nearest double.
  private static func nearestDouble(to mantissa: UInt64, _ exponent: Int) -> Double? {
    if mantissa == 0 { return 0 }
    guard mantissa < 1 << 53, -22...22 ~= exponent else { return nil }
    let power = powersOfTen[abs(exponent)]
    return exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
  }

  /// The float nearest to a number whose nearest double is `double`; nil where that does not tell: it
  /// lies just half way between two floats, or where floats end.
  private static func nearestFloat(toDouble double: Double) -> Float? {
    if double == 0 { return Float(double) }
    let isHalfWay = double.significandBitPattern & 0x1FFF_FFFF == 0x1000_0000
    guard !isHalfWay, double.magnitude > Double(Float.leastNormalMagnitude) else { return nil }
    let value = Float(double)
    return value.isFinite ? value : nil
  }
}

private let powersOfTen: [Double] = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
  1e18, 1e19, 1e20, 1e21, 1e22,
]
