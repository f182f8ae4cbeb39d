import Coordination
import Text

extension ValidationHistory {
  /// Reads what `json` has written; nil if it is something else, or cannot be.
  public init?(json: JSON) {
    func count(_ key: String) -> UInt64? { json[key]?.integerValue.flatMap(UInt64.init(exactly:)) }
    guard let lastVersion = count("last_step"), let version = count("best_step"),
      let loss = json["best_loss"]?.doubleValue, let sinceBest = count("since_best"),
      let reductions = count("rate_reductions"), let sinceChange = count("since_change")
    else { return nil }
    self.init(
      lastVersion: lastVersion, best: Best(version: version, loss: loss), countSinceBest: sinceBest,
      reductions: reductions, countSinceChange: sinceChange)
  }

  /// The history as an object; null where there has been no validation.
  public var json: JSON {
    guard let best else { return .null }
    return .object([
      JSON.Member("last_step", .integer(Int64(clamping: lastVersion))),
      JSON.Member("best_step", .integer(Int64(clamping: best.version))),
      JSON.Member("best_loss", .double(best.loss)),
      JSON.Member("since_best", .integer(Int64(clamping: countSinceBest))),
      JSON.Member("rate_reductions", .integer(Int64(clamping: reductions))),
      JSON.Member("since_change", .integer(Int64(clamping: countSinceChange))),
    ])
  }
}
