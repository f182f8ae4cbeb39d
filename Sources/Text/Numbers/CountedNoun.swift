/// A number and what is counted: `1 unit`, `4 units`.
public enum CountedNoun {
  /// The number with the noun in the form that goes with it.
  ///
  /// - Parameter plural: the noun for all numbers but 1; with an `s` at its end unless given.
  public static func text(
    _ count: some BinaryInteger, _ noun: String, plural: String? = nil
  ) -> String {
    "\(count) \(form(count, noun, plural: plural))"
  }

  /// The noun alone, in the form that goes with the number.
  public static func form(
    _ count: some BinaryInteger, _ noun: String, plural: String? = nil
  ) -> String {
    count == 1 ? noun : plural ?? noun + "s"
  }
}
