import COpenBLAS

/// The three matrix products of a fully connected layer, over `cblas_sgemm`.
///
/// Matrices are dense, row-major and without padding; the result overwrites `c` and may not
/// overlap an operand. Operands need only be aligned as floats are. Sizes are positive.
public enum MatrixProduct {
  /// C[m, n] = A[m, k] · B[n, k]ᵀ: a layer's outputs from its inputs A and its weights B.
  public static func timesTransposed(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
    m: Int, n: Int, k: Int
  ) {
    multiply(CblasNoTrans, CblasTrans, a, k, b, k, c, m: m, n: n, k: k)
  }

  /// C[m, n] = A[k, m]ᵀ · B[k, n]: the gradient of the weights from the gradients A of a layer's
  /// outputs and its inputs B, summed over the k samples.
  public static func transposedTimes(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
    m: Int, n: Int, k: Int
  ) {
    multiply(CblasTrans, CblasNoTrans, a, m, b, n, c, m: m, n: n, k: k)
  }

  /// C[m, n] = A[m, k] · B[k, n]: the gradient of a layer's inputs from the gradients A of its
  /// outputs and its weights B.
  public static func times(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, into c: UnsafeMutablePointer<Float>,
    m: Int, n: Int, k: Int
  ) {
    multiply(CblasNoTrans, CblasNoTrans, a, k, b, n, c, m: m, n: n, k: k)
  }

  @inline(__always)
  private static func multiply(
    _ transposeA: CBLAS_TRANSPOSE, _ transposeB: CBLAS_TRANSPOSE,
    _ a: UnsafePointer<Float>, _ strideA: Int, _ b: UnsafePointer<Float>, _ strideB: Int,
    _ c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
  ) {
    BLAS.functions.multiply(
      CblasRowMajor, transposeA, transposeB, blasint(m), blasint(n), blasint(k), 1,
      a, blasint(strideA), b, blasint(strideB), 0, c, blasint(n))
  }
}
