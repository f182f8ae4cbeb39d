/// Φ⁻¹(p), the point below which a standard normal variable lies with probability `p`, to about
/// 1e-15 relative, for p in 2⁻³³ … 1 − 2⁻³³ (Wichura 1988, algorithm AS 241, PPND16, without its
/// branch for the far tail, which begins at 1.4e-11).
///
/// The bits are the same on every machine: the square root is exact and the logarithm is our own.
func normalQuantile(_ p: Double) -> Double {
  let q = p - 0.5
  if q.magnitude <= 0.425 {
    let r = 0.180625 - q * q
    return q * polynomial(centralNumerator, r) / polynomial(centralDenominator, r)
  }
  let tail = q < 0 ? p : 1 - p
  let r = (-naturalLogarithm(tail)).squareRoot() - 1.6
  let magnitude = polynomial(tailNumerator, r) / polynomial(tailDenominator, r)
  return q < 0 ? -magnitude : magnitude
}

/// Eight coefficients, from the constant term up.
private typealias Coefficients = (
  Double, Double, Double, Double, Double, Double, Double, Double
)

private func polynomial(_ c: Coefficients, _ x: Double) -> Double {
  ((((((c.7 * x + c.6) * x + c.5) * x + c.4) * x + c.3) * x + c.2) * x + c.1) * x + c.0
}

private let centralNumerator: Coefficients = (
  3.3871328727963666080, 1.3314166789178437745E+2, 1.9715909503065514427E+3,
  1.3731693765509461125E+4, 4.5921953931549871457E+4, 6.7265770927008700853E+4,
  3.3430575583588128105E+4, 2.5090809287301226727E+3
)
private let centralDenominator: Coefficients = (
  1, 4.2313330701600911252E+1, 6.8718700749205790830E+2, 5.3941960214247511077E+3,
  2.1213794301586595867E+4, 3.9307895800092710610E+4, 2.8729085735721942674E+4,
  5.2264952788528545610E+3
)
private let tailNumerator: Coefficients = (
  1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
  3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770E-1,
  2.27238449892691845833E-2, 7.74545014278341407640E-4
)
private let tailDenominator: Coefficients = (
  1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550E-1,
  1.48103976427480074590E-1, 1.51986665636164571966E-2, 5.47593808499534494600E-4,
  1.05075007164441684324E-9
)
