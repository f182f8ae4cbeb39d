/// How many columns help may fill.
struct HelpWidth {
  /// At least 40, so that two columns of text stay readable.
  let columns: Int

  /// From the value of `COLUMNS`; 80 where that is no number.
  init(columns text: String?) {
    columns = max(40, text.flatMap { Int($0) } ?? 80)
  }
}
