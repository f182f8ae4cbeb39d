/// How far `value` is from `exact`, in units of the last place of the float nearest to `exact`.
func unitsInLastPlace(_ value: Float, from exact: Double) -> Double {
  let nearest = Float(exact)
  if nearest.isInfinite || value.isInfinite { return nearest == value ? 0 : .infinity }
  return (Double(value) - exact).magnitude / Double(nearest.ulp)
}
