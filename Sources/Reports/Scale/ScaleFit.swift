import Text

/// The fit of a kind's law.
enum ScaleFit {
  static func blocks(
    _ kind: ScalingKind, _ points: [ScalingAnalysis.Comparison], _ analysis: ScalingAnalysis
  ) -> [Document.Block] {
    let formula =
      kind == .strong ? "S(p) = 1 / (s + (1 − s) / p)" : "S(p) = p − s (p − 1)"
    guard let fitted = analysis.fit(kind) else {
      let count = points.count { $0.workers > 1 && !$0.summary.isOversubscribed }
      return [
        .paragraph(
          """
          \(formula) is not fitted: \
          \(count == 0 ? "no point" : count == 1 ? "only one point" : "only \(count) points") \
          with more than one worker \(count <= 1 ? "has" : "have") as many cores as processes, and a \
          fit needs \(ScalingFit.pointsMin).
          """)
      ]
    }
    let fit = fitted.fit
    let interval = fitted.interval.map {
      ", 95 %: \(FigureText.percent($0.lower, digits: 2)) – \(FigureText.percent($0.upper, digits: 2))"
    }
    var table = Table(columns: [
      .figures("workers"), .figures("measured S"), .figures("fitted S"), .figures("residual"),
    ])
    for point in fit.points {
      table.append([
        "\(point.workers)", Prose(DecimalText.fixed(point.speedUp, digits: 3)),
        Prose(DecimalText.fixed(fit.speedUp(workers: point.workers), digits: 3)),
        Prose(DecimalText.fixed(fit.residual(point), digits: 3)),
      ])
    }
    var text: Prose = """
      \(formula) with the serial share \
      \(strong: "s = \(FigureText.percent(fit.serialShare, digits: 2))")\(interval ?? "") (standard \
      error \(FigureText.percent(fit.standardError, digits: 2))); root mean square of the residuals \
      \(DecimalText.fixed(fit.rootMeanSquare, digits: 3)).
      """
    if fitted.interval?.contains(0) ?? false {
      text += " The interval holds 0, so these runs do not show a serial share."
    } else if fit.serialShare < 0 {
      text += " Below 0: faster than the law allows, for any share."
    } else if kind == .strong, fit.serialShare > 0 {
      text +=
        " By it no number of workers makes the job more than "
        + "\(FigureText.short(1 / fit.serialShare)) times as fast."
    }
    return [.paragraph(text), .table(table)]
  }
}
