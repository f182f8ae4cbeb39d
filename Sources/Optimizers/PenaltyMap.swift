import Tensors

/// Which parts of θ the penalty applies to: runs of neighbouring tensors that are treated alike.
struct PenaltyMap {
  /// A part of θ.
  struct Run {
    var range: Range<Int>
    let isPenalized: Bool
  }

  /// The runs, in order and without holes.
  private(set) var runs: [Run] = []

  init(_ layout: ParameterLayout, includingBiases: Bool) {
    for tensor in layout.tensors {
      let isPenalized = tensor.role == .weight || includingBiases
      if let last = runs.last, last.isPenalized == isPenalized {
        runs[runs.count - 1].range = last.range.lowerBound..<tensor.range.upperBound
      } else {
        runs.append(Run(range: tensor.range, isPenalized: isPenalized))
      }
    }
  }

  /// Calls `body` for each penalized part of `block`.
  func forEachPenalized(in block: Range<Int>, _ body: (Range<Int>) -> Void) {
    for run in runs where run.isPenalized && run.range.overlaps(block) {
      body(run.range.clamped(to: block))
    }
  }
}
