import Optimizers
import Testing

@Suite("The check for numbers that are not finite")
struct FinitenessCheckTests {
  /// Around the sixteen floats that are looked at together, at any alignment.
  @Test("finds one at any place, and none where there is none", arguments: 0..<4)
  func anywhere(_ offset: Int) {
    for count in [0, 1, 15, 16, 17, 40] {
      var floats = (0..<offset + count).map { index -> Float in
        [0, -0.0, 1.5, -.greatestFiniteMagnitude, .leastNonzeroMagnitude][index % 5]
      }
      // What lies in front is not looked at.
      for index in 0..<offset { floats[index] = .nan }
      #expect(isFinite(floats[offset...]))
      for index in floats.indices.dropFirst(offset) {
        let before = floats[index]
        for spoilt in [Float.nan, .infinity, -.infinity, .signalingNaN] {
          floats[index] = spoilt
          #expect(!isFinite(floats[offset...]), "\(spoilt) at \(index) of \(count)")
        }
        floats[index] = before
      }
    }
  }

  private func isFinite(_ floats: ArraySlice<Float>) -> Bool {
    floats.withUnsafeBufferPointer { FinitenessCheck.isFinite($0) }
  }
}
