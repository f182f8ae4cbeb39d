/// cos(π x) for x in 0…1, within 1e-15, exact at 0, ½ and 1; the same bits on every machine.
///
/// The half turn is folded onto an eighth, where the Taylor series of the cosine or of the sine
/// converges to a double's precision in nine terms.
func cosine(ofHalfTurns x: Double) -> Double {
  if x > 0.5 { return -cosine(ofHalfTurns: 1 - x) }
  if x <= 0.25 {
    let square = (x * .pi) * (x * .pi)
    return series(square, firstDivisor: 1)
  }
  let angle = (0.5 - x) * .pi
  return angle * series(angle * angle, firstDivisor: 2)
}

/// Σ_k (−square)^k / ((d)(d+1)…(d+2k−1)), by Horner's rule: the cosine for d = 1, and for d = 2 the
/// sine over its argument.
private func series(_ square: Double, firstDivisor: Double) -> Double {
  var sum = 1.0
  for k in stride(from: 8.0, through: 1, by: -1) {
    let divisor = firstDivisor + 2 * (k - 1)
    sum = 1 - square / (divisor * (divisor + 1)) * sum
  }
  return sum
}
