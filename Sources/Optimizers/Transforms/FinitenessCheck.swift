/// Notices whether any of many floats was infinite or not a number: x · 0 is then NaN, which sticks
/// to the sum of such products, and 0 or −0 otherwise.
public struct FinitenessCheck {
  /// Whether all of the floats are finite, such as those of a gradient before it is added to others:
  /// one pass, at the speed of memory. They may begin anywhere that a float may.
  public static func isFinite(_ values: UnsafeBufferPointer<Float>) -> Bool {
    var check = FinitenessCheck()
    if let base = values.baseAddress { check.see(base, count: values.count) }
    return check.isFinite
  }

  private var lanes0 = SIMD8<Float>()
  private var lanes1 = SIMD8<Float>()

  /// Whether all that was seen is finite.
  var isFinite: Bool { (lanes0 + lanes1) == SIMD8<Float>() }

  /// Looks at `count` floats.
  mutating func see(_ values: UnsafePointer<Float>, count: Int) {
    let raw = UnsafeRawPointer(values)
    let stride = MemoryLayout<Float>.stride
    var index = 0
    while index + 16 <= count {
      lanes0 += raw.loadUnaligned(fromByteOffset: index * stride, as: SIMD8<Float>.self) * 0
      lanes1 += raw.loadUnaligned(fromByteOffset: (index + 8) * stride, as: SIMD8<Float>.self) * 0
      index += 16
    }
    while index < count {
      lanes0[0] += values[index] * 0
      index += 1
    }
  }
}
