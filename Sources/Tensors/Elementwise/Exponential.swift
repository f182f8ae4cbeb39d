/// eˣ in `Float`, within 2 ulp, from additions, multiplications and selections alone.
///
/// The bits are the same on any processor, which a C library, choosing a variant by processor, does
/// not promise; and a loop over it vectorises, as it has no branches. +∞ and arguments above 88.72
/// give +∞; −∞ and arguments below −103.97 give 0; NaN gives NaN; subnormal results are rounded
/// twice.
///
/// x = n ln 2 + r with |r| ≤ ½ ln 2, and eˣ = 2ⁿ eʳ with the polynomial for eʳ of Cephes' `expf`
/// (S. Moshier, netlib.org/cephes).
@inline(__always)
func exponential(_ x: Float) -> Float {
  // Beyond these the result is 0 or +∞ anyway. Both comparisons are false for NaN, which stays.
  var x = x < -104 ? -104 : x
  x = x > 89 ? 89 : x
  // Adding 1.5 · 2²³ rounds to the nearest integer, which then stands in the low bits.
  let shift: Float = 12_582_912
  let shifted = x * 1.44269504 + shift
  let n = shifted - shift
  // 0.693359375 has nine significant bits, so n times it is exact.
  let r = (x - n * 0.693359375) - n * -2.12194440e-4
  var p: Float = 1.9875691500e-4
  p = p * r + 1.3981999507e-3
  p = p * r + 8.3334519073e-3
  p = p * r + 4.1665795894e-2
  p = p * r + 1.6666665459e-1
  p = p * r + 5.0000001201e-1
  let eToR = (p * (r * r) + r) + 1
  // 2ⁿ in two factors, since n may lie outside the range of a normal exponent, −126…127.
  let exponent = Int32(bitPattern: shifted.bitPattern) &- Int32(bitPattern: shift.bitPattern)
  let half = exponent &>> 1
  return eToR * powerOfTwo(half) * powerOfTwo(exponent &- half)
}

/// 2ⁿ for −126 ≤ n ≤ 127.
@inline(__always)
private func powerOfTwo(_ n: Int32) -> Float {
  Float(bitPattern: UInt32(bitPattern: (n &+ 127) &<< 23))
}

/// eˣ in `Float`, within 2 ulp and with the same bits on any processor: 0 and +∞ beyond the range
/// of the type, NaN for NaN.
public func naturalExponential(_ x: Float) -> Float { exponential(x) }
