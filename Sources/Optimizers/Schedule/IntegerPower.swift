/// base^exponent by repeated squaring, whose bits, unlike those of a library's `pow`, are the same
/// on every machine.
func power(_ base: Double, _ exponent: UInt64) -> Double {
  var result = 1.0
  var square = base
  var remaining = exponent
  while remaining > 0 {
    if remaining & 1 == 1 { result *= square }
    square *= square
    remaining >>= 1
  }
  return result
}
