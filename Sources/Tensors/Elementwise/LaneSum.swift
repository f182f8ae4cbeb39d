/// A sum in `Double` along eight lanes, in an order that depends on the count of terms alone, so
/// that it vectorises and still gives the same bits wherever it runs.
struct LaneSum {
  private var lanes = SIMD8<Double>(repeating: 0)

  /// Adds eight terms, one a lane.
  @inline(__always)
  mutating func add(_ terms: SIMD8<Double>) { lanes += terms }

  /// The lanes' sum.
  @inline(__always)
  var total: Double {
    let quarters = lanes.lowHalf + lanes.highHalf
    let halves = quarters.lowHalf + quarters.highHalf
    return halves[0] + halves[1]
  }
}

/// Eight floats as doubles.
@inline(__always)
func loadEight(_ v: UnsafePointer<Float>) -> SIMD8<Double> {
  SIMD8<Double>(
    Double(v[0]), Double(v[1]), Double(v[2]), Double(v[3]),
    Double(v[4]), Double(v[5]), Double(v[6]), Double(v[7]))
}
