/// Σ_j (a_j − b_j)², in `Double` along eight lanes.
public func squaredDistance(
  _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, count: Int
) -> Double {
  var lanes = LaneSum()
  let whole = count & ~7
  var j = 0
  while j < whole {
    let difference = loadEight(a + j) - loadEight(b + j)
    lanes.add(difference * difference)
    j &+= 8
  }
  var sum = lanes.total
  while j < count {
    let difference = Double(a[j]) - Double(b[j])
    sum += difference * difference
    j &+= 1
  }
  return sum
}
