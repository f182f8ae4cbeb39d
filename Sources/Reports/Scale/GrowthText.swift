/// In words: by how much a step took longer than the ideal, and which part of it grew.
enum GrowthText {
  /// Parts that make up less of the difference are left to the table.
  private static let noticeableShare = 0.05
  /// Differences below this share of the ideal are none.
  private static let negligible = 0.01

  /// - Parameter difference: whether the runs show that the step differs from the ideal.
  static func sentence(
    _ growth: StepGrowth, difference: MeasuredDifference, label: String
  ) -> Prose {
    let measured = FigureText.milliseconds(growth.measured)
    let ideal = FigureText.milliseconds(growth.ideal)
    var text: Prose =
      "\(strong: label): a mean step took \(measured) ms where the ideal is \(ideal) ms"
    guard abs(growth.excess) > negligible * growth.ideal else { return text + ": no difference." }
    guard difference != .notShown else {
      return text
        + ": their 95 % intervals overlap, so these runs do not show that it is another."
    }
    let excess = FigureText.milliseconds(abs(growth.excess))
    text += growth.excess > 0 ? ", \(excess) ms more" : ", \(excess) ms less: faster than ideal"
    text += difference == .unknown ? ", by one run each, which may be chance." : "."
    guard let growths = growth.growths else {
      return text + " Which part of it grew is not known: steps overlap, or are not split."
    }
    let grown = growths.filter { $0.seconds > noticeableShare * abs(growth.excess) }
    let shrunk = growths.filter { $0.seconds < -noticeableShare * abs(growth.excess) }.reversed()
    if !grown.isEmpty { text += " " + list(grown, growth.excess, verb: "grew by") + "." }
    if !shrunk.isEmpty { text += " " + list(Array(shrunk), nil, verb: "fell by") + "." }
    return text
  }

  private static func list(
    _ parts: [(part: StepGrowth.Part, seconds: Double)], _ excess: Double?, verb: String
  ) -> Prose {
    var text: Prose = ""
    for (index, entry) in parts.enumerated() {
      let name =
        index == 0
        ? entry.part.name.prefix(1).uppercased() + entry.part.name.dropFirst()
        : entry.part.name
      text += index == 0 ? "\(strong: name) \(verb) " : "; \(strong: name) by "
      text += "\(FigureText.milliseconds(abs(entry.seconds))) ms"
      if let excess, excess > 0 {
        text += " (\(FigureText.percent(entry.seconds / excess, digits: 0)) of the difference)"
      }
    }
    return text
  }
}
