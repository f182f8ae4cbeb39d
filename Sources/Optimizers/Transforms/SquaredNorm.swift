/// Σ x² of a slice in double precision, in a fixed order of its own: four groups of eight lanes
/// take turns, then the lanes are added up from the first. The result depends on the values only.
///
/// Neither overflow nor underflow is possible for squares of floats in a double, so the sum is
/// finite exactly if every x is.
func squaredNorm(of values: UnsafePointer<Float>, count: Int) -> Double {
  var groups = (SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>(), SIMD8<Double>())
  var index = 0
  while index + 32 <= count {
    groups.0 += squares(values + index)
    groups.1 += squares(values + index + 8)
    groups.2 += squares(values + index + 16)
    groups.3 += squares(values + index + 24)
    index += 32
  }
  let lanes = (groups.0 + groups.1) + (groups.2 + groups.3)
  var sum = 0.0
  for lane in 0..<8 { sum += lanes[lane] }
  while index < count {
    sum += Double(values[index]) * Double(values[index])
    index += 1
  }
  return sum
}

private func squares(_ values: UnsafePointer<Float>) -> SIMD8<Double> {
  let lanes = SIMD8<Double>(
    UnsafeRawPointer(values).loadUnaligned(as: SIMD8<Float>.self))
  return lanes * lanes
}
