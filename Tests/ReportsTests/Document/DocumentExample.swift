@testable import Reports

/// A document with one of everything, and texts that try to be markup.
enum DocumentExample {
  static let hostile = "<script>alert('x')</script> & \"quotes\" | a*b_c `d` \u{1}\u{202E}[l](u)"

  static var document: Document {
    var document = Document(title: "T \(hostile)", subtitle: "S \(hostile)")
    var table = Table("C \(hostile)", columns: [.text("name \(hostile)"), .figures("ms")])
    table.append([Prose(hostile), "12.5"])
    table.append(["\(code: hostile) and \(strong: hostile)", "1,234"])
    document.append(.section(hostile))
    document.append(.subsection(hostile))
    document.append(.paragraph("P \(hostile)"))
    document.append(.list([Prose(hostile), "second"]))
    document.append(.table(table))
    document.append(.facts([.init(hostile, Prose(hostile)), .init("f", "7", isLong: true)]))
    for plot in plots {
      document.append(
        .figure(
          Figure(hostile, description: hostile, plot: plot, caption: Prose(hostile), table: table)))
    }
    document.append(.definitions([.init(hostile, Prose(hostile))]))
    document.append(.warning(Prose(hostile)))
    return document
  }

  static let plots: [any Plot] = [
    LinePlot(
      x: .init(hostile, isWhole: true), y: .init(hostile),
      [
        .init(
          hostile, color: 1, .dots,
          [.init(1, 10, interval: ConfidenceInterval(lower: 9, upper: 12)), .init(2, 19)]),
        .init("ideal", color: 2, .dashes, [.init(1, 10), .init(2, 20)]),
      ], markers: [1.5]),
    StackedBars(
      hostile, parts: [.init(hostile, color: 1), .init("b", color: 2)],
      bars: [.init(hostile, [1, 2]), .init("y", [0, 0])]),
    Histogram(hostile, [(label: hostile, count: 3), (label: "1", count: 0)]),
    Timeline(
      [
        .init(
          hostile, [.init(0, 5, color: 1, isLost: true, hint: hostile)],
          marks: [.init(2, hint: hostile)])
      ], end: 9, legend: [(name: hostile, color: 1)]),
  ]
}
