import Testing

@testable import Tensors

/// The three products against sums written out in `Double`.
@Suite struct MatrixProductTests {
  static let shapes = [(1, 1, 1), (1, 5, 3), (4, 1, 9), (3, 4, 5), (17, 10, 33), (64, 31, 100)]

  @Test(arguments: shapes)
  func timesTransposed(m: Int, n: Int, k: Int) {
    let (a, b) = operands(m * k, n * k)
    var c = [Float](repeating: .nan, count: m * n)
    MatrixProduct.timesTransposed(a, b, into: &c, m: m, n: n, k: k)
    expect(c, m, n, k) { i, j, l in Double(a[i * k + l]) * Double(b[j * k + l]) }
  }

  @Test(arguments: shapes)
  func transposedTimes(m: Int, n: Int, k: Int) {
    let (a, b) = operands(k * m, k * n)
    var c = [Float](repeating: .nan, count: m * n)
    MatrixProduct.transposedTimes(a, b, into: &c, m: m, n: n, k: k)
    expect(c, m, n, k) { i, j, l in Double(a[l * m + i]) * Double(b[l * n + j]) }
  }

  @Test(arguments: shapes)
  func times(m: Int, n: Int, k: Int) {
    let (a, b) = operands(m * k, k * n)
    var c = [Float](repeating: .nan, count: m * n)
    MatrixProduct.times(a, b, into: &c, m: m, n: n, k: k)
    expect(c, m, n, k) { i, j, l in Double(a[i * k + l]) * Double(b[l * n + j]) }
  }

  @Test func theCoreHasAName() throws {
    try BLAS.load()
    #expect(!BLAS.coreName.isEmpty)
  }

  private func operands(_ first: Int, _ second: Int) -> ([Float], [Float]) {
    var random = TestRandom(seed: UInt64(first * 7 + second))
    return (random.symmetric(count: first), random.symmetric(count: second))
  }

  private func expect(
    _ c: [Float], _ m: Int, _ n: Int, _ k: Int, term: (Int, Int, Int) -> Double
  ) {
    for i in 0..<m {
      for j in 0..<n {
        let exact = (0..<k).reduce(0.0) { $0 + term(i, j, $1) }
        #expect((Double(c[i * n + j]) - exact).magnitude <= 1e-6 * Double(k))
      }
    }
  }
}
