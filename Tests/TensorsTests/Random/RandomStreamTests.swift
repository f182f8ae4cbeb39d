import Tensors
import Testing

@Suite struct RandomStreamTests {
  private func uniforms(_ stream: RandomStream, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      stream.fillUniform(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), bound: 1)
      initialized = count
    }
  }

  private func normals(_ stream: RandomStream, count: Int) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      stream.fillNormal(UnsafeMutableBufferPointer(rebasing: buffer[..<count]), deviation: 1)
      initialized = count
    }
  }

  /// √2 erf⁻¹(2p − 1) for p = (word + ½) 2⁻³², computed with mpmath to 40 digits.
  @Test(arguments: [
    (UInt32(0), -6.3379577545537892525),
    (1, -6.166429517819750247),
    (5, -5.9575076629885732637),
    (1_000, -5.039851125968711549),
    (1_048_576, -3.4871039765916905764),
    (268_435_456, -1.5341205434059567292),
    // The last word of the tail's branch and the first of the centre's: p = 0.075.
    (322_122_546, -1.4395314720898173254),
    (322_122_547, -1.4395314704450153116),
    (536_870_912, -1.1503493798104831582),
    (1_073_741_824, -0.67448974982973843215),
    (1_500_000_000, -0.38735700216054308431),
    (2_147_483_647, -2.9180993729166226723e-10),
    (2_147_483_648, 2.9180993729166226723e-10),
    (4_293_918_719, 3.4871039765916905764),
    (4_000_000_000, 1.4857137558957359167),
    (4_294_967_295, 6.3379577545537892525),
  ])
  func standardNormalIsTheQuantile(word: UInt32, expected: Double) {
    // The nearest float, as the quantile is computed in double precision.
    #expect(RandomStream.standardNormal(word) == Float(expected))
  }

  @Test func unitUniformSpansZeroToBelowOne() {
    #expect(RandomStream.unitUniform(0) == 0)
    #expect(RandomStream.unitUniform(255) == 0)
    #expect(RandomStream.unitUniform(1 << 31) == 0.5)
    #expect(RandomStream.unitUniform(.max) == 1 - 0x1p-24)
  }

  /// Number j is the same however many are drawn, also where the count is not a multiple of four.
  @Test(arguments: [1, 2, 3, 4, 5, 7, 1_000])
  func aNumberDependsOnItsPositionOnly(count: Int) {
    let stream = RandomStream(seed: 3, purpose: .initialParameters, index: 2)
    #expect(uniforms(stream, count: count) == Array(uniforms(stream, count: 1_001)[..<count]))
    #expect(normals(stream, count: count) == Array(normals(stream, count: 1_001)[..<count]))
  }

  /// The numbers of a stream, from a twin in Python that passes Philox's known answers.
  @Test func uniformsAreThoseOfATwin() {
    let stream = RandomStream(seed: 1, purpose: .initialParameters, index: 2)
    let expected: [Float] = [
      -0.13123083114624023, 0.056778550148010254, -0.8420214653015137, 0.43429672718048096,
      0.7733310461044312, 0.726062536239624,
    ]
    #expect(uniforms(stream, count: 6) == expected)
  }

  @Test func seedPurposeAndIndexSeparateStreams() {
    let streams = [
      RandomStream(seed: 1, purpose: .initialParameters, index: 0),
      RandomStream(seed: 1 << 32, purpose: .initialParameters, index: 0),
      RandomStream(seed: 1, purpose: .initialParameters, index: 1),
      RandomStream(seed: 1, purpose: .sampleOrder, index: 0),
    ]
    let rows = streams.map { uniforms($0, count: 64) }
    for first in 0..<rows.count {
      for second in 0..<first {
        #expect(zip(rows[first], rows[second]).count { $0 == $1 } < 3)
      }
    }
  }

  /// 2¹⁷ numbers of U(−1, 1): mean 0 ± 1/√(3n), variance ⅓, and χ² over 64 cells (63 degrees of
  /// freedom); each bound is five or more standard deviations away.
  @Test(arguments: [UInt64(0), 1, 12_345_678_901_234])
  func uniformsAreUniform(seed: UInt64) {
    let count = 1 << 17
    let values = uniforms(RandomStream(seed: seed, purpose: .initialParameters), count: count)
    #expect(values.allSatisfy { $0 >= -1 && $0 < 1 })
    let n = Double(count)
    let mean = values.reduce(0.0) { $0 + Double($1) } / n
    let square = values.reduce(0.0) { $0 + Double($1) * Double($1) } / n
    #expect(mean.magnitude < 5 / (3 * n).squareRoot())
    #expect((square - 1.0 / 3).magnitude < 5 * (4.0 / 45 / n).squareRoot())
    var hits = [Int](repeating: 0, count: 64)
    for value in values { hits[Int((value + 1) * 32)] += 1 }
    let expected = n / 64
    let chiSquare = hits.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) }
    #expect(chiSquare / expected < 63 + 5 * (126.0).squareRoot() + 15)
  }

  /// 2¹⁷ standard normals: moments 0, 1, 0, 3, whose estimates deviate by √(1/n), √(2/n), √(15/n)
  /// and √(96/n); and as many beyond ±1.959964 as 5 % (deviation √(n·0.05·0.95)).
  @Test(arguments: [UInt64(0), 1, 12_345_678_901_234])
  func normalsAreNormal(seed: UInt64) {
    let values = normals(RandomStream(seed: seed, purpose: .initialParameters), count: 1 << 17)
    let n = Double(values.count)
    var moments = (0.0, 0.0, 0.0, 0.0)
    for value in values.map(Double.init) {
      moments.0 += value / n
      moments.1 += value * value / n
      moments.2 += value * value * value / n
      moments.3 += value * value * value * value / n
    }
    #expect(moments.0.magnitude < 5 * (1 / n).squareRoot())
    #expect((moments.1 - 1).magnitude < 5 * (2 / n).squareRoot())
    #expect(moments.2.magnitude < 5 * (15 / n).squareRoot())
    #expect((moments.3 - 3).magnitude < 5 * (96 / n).squareRoot())
    let beyond = Double(values.count { $0.magnitude > 1.959964 })
    #expect((beyond - 0.05 * n).magnitude < 5 * (n * 0.05 * 0.95).squareRoot())
  }
}
