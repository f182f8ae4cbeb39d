import Tensors
import Text

/// From values to places along one side of a plot, with ticks at round values.
struct Axis {
  /// How values become places.
  enum Scale {
    case linear, logarithmic
  }

  /// What it shows, with the unit.
  let title: String
  let scale: Scale
  /// The values at its ends.
  let lower: Double
  let upper: Double
  /// The values that have a label.
  let ticks: [Double]
  /// Digits after the point of those labels.
  private let digits: Int
  /// Whether they have a power of ten, being too large or too small for people to count digits.
  private let isExponential: Bool

  /// What values are taken for that are greater: twice as much is still a number.
  private static let greatest = 1e300
  /// What smaller ones are taken for on a logarithmic axis, and the least step between ticks.
  private static let least = 1e-300
  /// How many ticks an axis has at most, whatever the values are.
  private static let ticksMax = 40

  /// A linear axis that has room for these values; they may be any numbers.
  ///
  /// - Parameters:
  ///   - ticks: about how many labels there is room for.
  ///   - isWhole: labels stand at whole numbers alone.
  ///   - isTight: its ends are the values' instead of round ones.
  init(
    _ title: String, over values: ClosedRange<Double>, ticks count: Int, isWhole: Bool = false,
    isTight: Bool = false
  ) {
    self.title = title
    scale = .linear
    var (low, high) = (Self.bounded(values.lowerBound), Self.bounded(values.upperBound))
    if high - low <= max(abs(high), abs(low)) * 1e-9 || high - low < Self.least {
      // One value alone: some room around it.
      let room = max(abs(high), abs(low)) > Self.least * 1e9 ? abs(high) * 0.1 : 1
      (low, high) = (low >= 0 ? max(0, low - room) : low - room, high + room)
    }
    let step = Self.roundStep((high - low) / Double(max(1, count)), isWhole: isWhole)
    if !isTight {
      low = (low / step).rounded(.down) * step
      high = (high / step).rounded(.up) * step
    }
    lower = low
    upper = high
    let first = (low / step - 1e-9).rounded(.up)
    ticks = (0..<Self.ticksMax).map { (first + Double($0)) * step }
      .filter { $0 <= high + step * 1e-6 }
    digits = Self.digits(of: step)
    isExponential = max(abs(low), abs(high)) >= 1e9 || step < 1e-6
  }

  /// A logarithmic axis that has room for these values, which are positive.
  init(logarithmic title: String, over values: ClosedRange<Double>) {
    self.title = title
    scale = .logarithmic
    isExponential = false
    let low = max(Self.least, Self.bounded(values.lowerBound))
    let high = max(low, Self.bounded(values.upperBound))
    let steps = [1.0, 2, 5]
    var candidates: [Double] = []
    var power = Self.powerOfTen(atMost: low)
    // A double has some 600 powers of ten, so this ends.
    while power <= high * 10 {
      candidates += steps.map { $0 * power }
      power *= 10
    }
    let below = candidates.last { $0 <= low * (1 + 1e-9) } ?? low
    let above = candidates.first { $0 >= high * (1 - 1e-9) } ?? high
    lower = below
    upper = above > below ? above : below * 10
    let within = candidates.filter { $0 >= below * (1 - 1e-9) && $0 <= above * (1 + 1e-9) }
    guard within.count > 8 else {
      ticks = within
      digits = 0
      return
    }
    // Over several powers of ten, those alone; over many, some of those.
    let powers = within.filter {
      abs($0 / Self.powerOfTen(atMost: $0 * (1 + 1e-9)) - 1) < 1e-6
    }
    let every = (powers.count + 11) / 12
    ticks = powers.indices.filter { $0.isMultiple(of: every) }.map { powers[$0] }
    digits = 0
  }

  /// The nearest number that the arithmetic of an axis has room for.
  private static func bounded(_ value: Double) -> Double {
    value.isNaN ? 0 : min(greatest, max(-greatest, value))
  }

  /// Where a value lies: 0 at the lower end, 1 at the upper.
  func place(_ value: Double) -> Double {
    let value = Self.bounded(value)
    switch scale {
    case .linear: return (value - lower) / (upper - lower)
    case .logarithmic:
      return value > 0
        ? (naturalLogarithm(value) - naturalLogarithm(lower))
          / (naturalLogarithm(upper) - naturalLogarithm(lower)) : 0
    }
  }

  /// A tick's label.
  func label(_ tick: Double) -> String {
    switch scale {
    case .linear:
      isExponential
        ? Self.exponential(tick, digitsMax: 3) : DecimalText.fixed(tick, digits: digits)
    case .logarithmic:
      tick < 1e-4 || tick >= 1e9
        ? Self.exponential(tick, digitsMax: 0)
        : DecimalText.fixed(tick, digits: Self.digits(of: tick))
    }
  }

  /// A value with the power of ten beside it: `5e-7`, `-1.25e12`.
  private static func exponential(_ value: Double, digitsMax: Int) -> String {
    guard value != 0 else { return "0" }
    var (mantissa, exponent) = (abs(value), 0)
    while mantissa >= 10 * (1 - 1e-9) {
      mantissa /= 10
      exponent += 1
    }
    while mantissa < 1 - 1e-9 {
      mantissa *= 10
      exponent -= 1
    }
    let text = DecimalText.fixed(mantissa, digits: min(digitsMax, digits(of: mantissa)))
    return "\(value < 0 ? "-" : "")\(text)e\(exponent)"
  }

  /// The widest label, in characters.
  var labelLength: Int { ticks.map { label($0).count }.max() ?? 1 }

  /// The smallest of 1, 2 and 5 times a power of ten that is no smaller than the step asked for.
  private static func roundStep(_ rough: Double, isWhole: Bool) -> Double {
    guard rough > least, rough.isFinite else { return isWhole ? 1 : least * 10 }
    if isWhole, rough <= 1 { return 1 }
    let power = powerOfTen(atMost: rough)
    return [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= rough * (1 - 1e-9) } ?? 10 * power
  }

  private static func powerOfTen(atMost value: Double) -> Double {
    var power = 1.0
    while power * 10 <= value { power *= 10 }
    while power > value, power > 1e-300 { power /= 10 }
    return power
  }

  private static func digits(of step: Double) -> Int {
    var digits = 0
    var scaled = step
    while digits < 9, abs(scaled - scaled.rounded()) > 1e-6 * max(1, abs(scaled)) {
      scaled *= 10
      digits += 1
    }
    return digits
  }
}
