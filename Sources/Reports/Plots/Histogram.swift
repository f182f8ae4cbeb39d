import Text

/// Upright bars over whole numbers, each with its count above it.
public struct Histogram: Plot {
  private let title: String
  private let counts: [(label: String, count: UInt64)]

  /// How many bars there are at most.
  private static let barsMax = 64

  /// Counts by label, over an axis of this title. Where there are more than can be told apart,
  /// neighbours share a bar.
  public init(_ title: String, _ counts: [(label: String, count: UInt64)]) {
    self.title = title
    let group = (counts.count + Self.barsMax - 1) / Self.barsMax
    guard group > 1 else {
      self.counts = counts
      return
    }
    self.counts = stride(from: 0, to: counts.count, by: group).map { start in
      let end = min(start + group, counts.count) - 1
      return (
        label: start == end ? counts[start].label : "\(counts[start].label)–\(counts[end].label)",
        count: counts[start...end].reduce(0) { sum, entry in
          let (sum, overflow) = sum.addingReportingOverflow(entry.count)
          return overflow ? .max : sum
        }
      )
    }
  }

  /// Draws the bars from the left.
  public func draw(on drawing: inout Drawing) {
    let top = 20.0
    let height = drawing.isNarrow ? 140.0 : 180.0
    let bottom = top + height
    let most = Double(counts.map(\.count).max() ?? 1)
    let slot = drawing.width / Double(max(1, counts.count))
    let bar = min(48, slot * 0.8)
    // Labels, where each has room.
    let every = max(
      1,
      Int(
        ((counts.map { Drawing.width(of: $0.label) }.max() ?? 0) + 6) / slot) + 1)
    let hasCounts = counts.allSatisfy {
      Drawing.width(of: DecimalText.grouped($0.count)) < slot
    }
    for (index, entry) in counts.enumerated() {
      let middle = slot * (Double(index) + 0.5)
      let length = most > 0 ? height * Double(entry.count) / most : 0
      drawing.rectangle(
        middle - bar / 2, bottom - length, bar, length, "bar c1",
        hint: "\(entry.label): \(DecimalText.grouped(entry.count))")
      if hasCounts, entry.count > 0 {
        drawing.text(
          DecimalText.grouped(entry.count), middle, bottom - length - 5, .middle, "label")
      }
      if index % every == 0 { drawing.text(entry.label, middle, bottom + 17, .middle, "tick") }
    }
    drawing.line(0, bottom, drawing.width, bottom, "axis")
    drawing.text(title, drawing.width, bottom + 38, .end, "title")
    drawing.height = bottom + 44
  }
}
