import Foundation

/// log Σ exp x, without overflow.
func logSumExp(_ values: [Double]) -> Double {
  let largest = values.max() ?? 0
  return largest + log(values.reduce(0) { $0 + exp($1 - largest) })
}
