/// Whether runs that should end with the same bits did.
enum ScaleWeights {
  /// The runs of strong scaling, and the process alone: all the same job.
  static func digests(_ results: ScaleResults) -> [String] {
    var digests: Set<String> = []
    var points = [results.plan.alone]
    if results.plan.kinds.contains(.strong) {
      points += results.plan.workers.map { results.plan.point(.strong, workers: $0) }
    }
    for point in points {
      digests.formUnion(results.runs(of: point).measurements.compactMap(\.digest))
    }
    return digests.sorted()
  }

  static func blocks(_ results: ScaleResults) -> [Document.Block] {
    guard results.isReproducible else {
      return [
        .section("The same weights?"),
        .paragraph(
          "Not compared: in this mode the weights depend on the order in which gradients come."),
      ]
    }
    let digests = digests(results)
    let weak = results.plan.points.filter { point in
      Set(results.runs(of: point).measurements.compactMap(\.digest)).count > 1
    }
    guard let first = digests.first else { return [] }
    guard digests.count == 1 else {
      return [
        .section("The same weights?"),
        .warning(
          """
          \(strong: "No.") The runs of strong scaling are the same job and should have ended with the \
          same θ, bit for bit, but ended with \(digests.count) different ones.
          """),
        .list(digests.map { "\(code: $0)" }),
      ]
    }
    var blocks: [Document.Block] = [
      .section("The same weights?"),
      .paragraph(
        """
        \(strong: "Yes.") Every run of strong scaling, and the process that trained alone, ended with \
        the same θ, bit for bit: SHA-256 \(code: first).
        """),
    ]
    if !weak.isEmpty {
      blocks.append(
        .warning(
          "The repeats of \(weak.map(\.name).joined(separator: ", ")) ended with different ones."))
    }
    return blocks
  }
}
