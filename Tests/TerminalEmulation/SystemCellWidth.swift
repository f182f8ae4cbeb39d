import Glibc

/// How many cells a character takes, as the C library has it.
public enum SystemCellWidth {
  private nonisolated(unsafe) static let locale = newlocale(1 << LC_CTYPE, "C.UTF-8", nil)
  // Its declaration is hidden from Swift.
  private static let wcwidth =
    unsafeBitCast(
      dlsym(dlopen(nil, RTLD_NOW), "wcwidth"), to: (@convention(c) (Int32) -> Int32).self)

  /// The cells; 1 where the library knows no such character.
  public static func of(_ scalar: Unicode.Scalar) -> Int {
    known(scalar) ?? 1
  }

  /// The cells; nil where the library knows no such character.
  public static func known(_ scalar: Unicode.Scalar) -> Int? {
    let earlier = uselocale(locale)
    defer { uselocale(earlier) }
    let width = wcwidth(Int32(scalar.value))
    return width < 0 ? nil : Int(width)
  }
}
