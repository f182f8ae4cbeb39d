import COpenBLAS

/// The BLAS library as a whole.
public enum BLAS {
  /// Makes every product run on the calling thread alone.
  ///
  /// Workers are processes, so a second thread would only compete with them; and one thread keeps
  /// the order of the sums, and with it the bits, independent of the machine's core count.
  public static func useOneThread() {
    openblas_set_num_threads(1)
  }

  /// The family of kernels that the library chose for this processor, such as `Zen` or `Haswell`.
  ///
  /// Two machines with the same name give the same bits for products of the same shapes.
  public static var coreName: String {
    guard let name = openblas_get_corename() else { return "unknown" }
    return String(cString: name)
  }
}
