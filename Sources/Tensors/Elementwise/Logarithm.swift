/// ln x in `Double`, within 2 ulp, by additions, multiplications and one division, so that the bits
/// are the same on any processor. 0 gives −∞, negative arguments and NaN give NaN, +∞ gives +∞.
///
/// x = 2ᵏ m with √½ ≤ m < √2, and ln m = 2 artanh s = 2 (s + s³/3 + s⁵/5 + …) with
/// s = (m − 1) / (m + 1), |s| ≤ 0.1716; the terms left out are below 2⁻⁵⁶ of the first.
public func naturalLogarithm(_ x: Double) -> Double {
  guard x > 0 else { return x == 0 ? -.infinity : .nan }
  guard x < .infinity else { return x }
  var scaled = x
  var k = 0
  if x < Double.leastNormalMagnitude {
    scaled = x * 0x1p54
    k = -54
  }
  let bits = scaled.bitPattern
  k &+= Int(truncatingIfNeeded: bits &>> 52) &- 1023
  var m = Double(bitPattern: (bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000)
  if m > 1.4142135623730951 {
    m *= 0.5
    k &+= 1
  }
  // m − 1 is exact, and s · (m + 1) = m − 1 gives 2s = f − s f with f = m − 1: the leading term
  // without the rounding of the division.
  let f = m - 1
  let s = f / (m + 1)
  let z = s * s
  var series = 1.0 / 21
  series = series * z + 1.0 / 19
  series = series * z + 1.0 / 17
  series = series * z + 1.0 / 15
  series = series * z + 1.0 / 13
  series = series * z + 1.0 / 11
  series = series * z + 1.0 / 9
  series = series * z + 1.0 / 7
  series = series * z + 1.0 / 5
  series = series * z + 1.0 / 3
  let tail = 2 * z * series
  // ln m = 2s (1 + z·series) = f − s (f − tail), as 2s = f − s f.
  // ln 2 in two parts: k times the first is exact.
  let n = Double(k)
  return n * 6.93147180369123816490e-01
    + (f - (s * (f - tail) - n * 1.90821492927058770002e-10))
}

/// ln(1 + x) for 0 ≤ x ≤ 1, which keeps its relative accuracy for small x.
///
/// What 1 + x loses by rounding is made good by the factor x / ((1 + x) − 1), since ln t / (t − 1)
/// hardly changes between 1 + x and its rounded value (D. Goldberg, "What every computer scientist
/// should know about floating-point arithmetic", 1991, theorem 4).
public func naturalLogarithm(onePlus x: Double) -> Double {
  let t = 1 + x
  return t == 1 ? x : naturalLogarithm(t) * (x / (t - 1))
}
