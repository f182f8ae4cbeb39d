import COpenBLAS

/// The BLAS library, OpenBLAS, as a whole.
///
/// Programs do not link the library. ``load()`` loads it, or the first product does. A linked OpenBLAS
/// starts a thread per core before `main`, and raises SIGINT where the system refuses one. When this type
/// loads it, OpenBLAS starts no threads, and commands that multiply nothing never pay for it.
public enum BLAS {
  /// One sentence that says why the library cannot be used.
  public struct LoadError: Error, CustomStringConvertible {
    /// The loader's reason, in a sentence.
    public let description: String
  }

  /// Loads the library unless it is loaded. Every product then runs on the calling thread alone.
  ///
  /// Workers are processes, so a second thread would only compete with them; and one thread keeps
  /// the order of the sums, and with it the bits, independent of the machine's core count.
  ///
  /// Call this before other threads read the process's environment, which it changes.
  ///
  /// - Throws: `LoadError` if the library is missing, or the system refuses the memory that it needs.
  public static func load() throws(LoadError) {
    _ = try loading.get()
  }

  /// The family of kernels that the library chose for this processor, such as `Zen` or `Haswell`.
  ///
  /// Two machines with the same name give the same bits for products of the same shapes.
  public static var coreName: String {
    guard let name = functions.coreName() else { return "unknown" }
    return String(cString: name)
  }

  /// `cblas_sgemm`.
  typealias Multiply =
    @convention(c) (
      CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, blasint, blasint, blasint, Float,
      UnsafePointer<Float>?, blasint, UnsafePointer<Float>?, blasint, Float,
      UnsafeMutablePointer<Float>?, blasint
    ) -> Void

  /// What Lockstep uses of the library.
  struct Functions: Sendable {
    let multiply: Multiply
    let coreName: @convention(c) () -> UnsafePointer<CChar>?
  }

  /// The library's functions. Where ``load()`` has not been called, the first use loads the library, and
  /// ends the process with the loader's sentence if that fails.
  static let functions: Functions = {
    switch loading {
    case .success(let functions): return functions
    // Programs call `load()` first and report its error. A caller that did not has no result to compute
    // and no way to report one.
    case .failure(let error): fatalError("\(error)")
    }
  }()

  private static let loading = Result<Functions, LoadError> { () throws(LoadError) in
    // OpenBLAS reads this variable while it is loaded, and only then.
    setenv("OPENBLAS_NUM_THREADS", "1", 1)
    guard let library = dlopen(fileName, RTLD_NOW | RTLD_LOCAL) else { throw lastError }
    func symbol<Function>(_ name: String) throws(LoadError) -> Function {
      guard let address = dlsym(library, name) else { throw lastError }
      return unsafeBitCast(address, to: Function.self)
    }
    let setThreadCount: @convention(c) (Int32) -> Void = try symbol("openblas_set_num_threads")
    // A build on OpenMP asks OpenMP instead of the variable.
    setThreadCount(1)
    return Functions(
      multiply: try symbol("cblas_sgemm"), coreName: try symbol("openblas_get_corename"))
  }

  /// What the loader says of its last failure.
  private static var lastError: LoadError {
    LoadError(
      description: "the system can't load OpenBLAS: "
        + (dlerror().map { String(cString: $0) } ?? fileName))
  }

  /// The library's name on Linux, in its version with 32-bit sizes, which is what the header declares.
  private static let fileName = "libopenblas.so.0"
}
