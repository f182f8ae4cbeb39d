import Tensors
import Wire

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

  /// A linear axis that has room for these values.
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
    var (low, high) = (values.lowerBound, values.upperBound)
    if high - low <= abs(high) * 1e-9 {
      // One value alone: some room around it.
      let room = abs(high) > 0 ? abs(high) * 0.1 : 1
      (low, high) = (low >= 0 ? max(0, low - room) : low - room, high + room)
    }
    let step = Self.roundStep((high - low) / Double(max(1, count)), isWhole: isWhole)
    if !isTight {
      low = (low / step).rounded(.down) * step
      high = (high / step).rounded(.up) * step
    }
    lower = low
    upper = high
    var ticks: [Double] = []
    var index = (low / step - 1e-9).rounded(.up)
    while index * step <= high + step * 1e-6 {
      ticks.append(index * step)
      index += 1
    }
    self.ticks = ticks
    digits = Self.digits(of: step)
  }

  /// A logarithmic axis that has room for these values, which are positive.
  init(logarithmic title: String, over values: ClosedRange<Double>) {
    self.title = title
    scale = .logarithmic
    let steps = [1.0, 2, 5]
    var candidates: [Double] = []
    var power = Self.powerOfTen(atMost: values.lowerBound)
    while power <= values.upperBound * 10 {
      candidates += steps.map { $0 * power }
      power *= 10
    }
    let below = candidates.last { $0 <= values.lowerBound * (1 + 1e-9) } ?? values.lowerBound
    let above = candidates.first { $0 >= values.upperBound * (1 - 1e-9) } ?? values.upperBound
    lower = below
    upper = above > below ? above : below * 10
    let within = candidates.filter { $0 >= below * (1 - 1e-9) && $0 <= above * (1 + 1e-9) }
    // Over several powers of ten, those alone.
    ticks =
      within.count <= 8
      ? within : within.filter { abs($0 / Self.powerOfTen(atMost: $0 * (1 + 1e-9)) - 1) < 1e-6 }
    digits = 0
  }

  /// Where a value lies: 0 at the lower end, 1 at the upper.
  func place(_ value: Double) -> Double {
    switch scale {
    case .linear: (value - lower) / (upper - lower)
    case .logarithmic:
      value > 0
        ? naturalLogarithm(value / lower) / naturalLogarithm(upper / lower) : 0
    }
  }

  /// A tick's label.
  func label(_ tick: Double) -> String {
    switch scale {
    case .linear: DecimalText.fixed(tick, digits: digits)
    case .logarithmic:
      tick < 1e-4 ? Self.exponential(tick) : DecimalText.fixed(tick, digits: Self.digits(of: tick))
    }
  }

  /// A small value of one digit that counts: `5e-7`.
  private static func exponential(_ value: Double) -> String {
    var (power, exponent) = (1.0, 0)
    while power > value * (1 + 1e-9), power > 1e-300 {
      power /= 10
      exponent += 1
    }
    return "\(DecimalText.fixed(value / power, digits: 0))e-\(exponent)"
  }

  /// The widest label, in characters.
  var labelLength: Int { ticks.map { label($0).count }.max() ?? 1 }

  /// The smallest of 1, 2 and 5 times a power of ten that is no smaller than the step asked for.
  private static func roundStep(_ rough: Double, isWhole: Bool) -> Double {
    guard rough > 0, rough.isFinite else { return 1 }
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
