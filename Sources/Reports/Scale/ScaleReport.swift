import Text

/// How a job scales.
public enum ScaleReport {
  /// As a document; nil where nothing was measured.
  public static func document(_ results: ScaleResults) -> Document? {
    guard let analysis = ScalingAnalysis(results) else { return nil }
    let job = results.job["data"]?.stringValue ?? "a job"
    let model = results.job["model"]?.stringValue ?? ""
    var document = Document(
      title: "How \(job) \(model) scales",
      subtitle: """
        \(CalendarText.utc(results.start)), \
        \(FigureText.count(results.runs.map(\.measurements.count).reduce(0, +), "run")) in \
        \(DecimalText.duration(seconds: results.seconds))
        """)
    document.append(ScaleOverview.blocks(results, analysis))
    document.append(ScaleBaseline.blocks(results, analysis))
    for kind in results.plan.kinds {
      document.append(ScaleSection.blocks(kind, results, analysis))
    }
    document.append(ScaleServer.blocks(results, analysis))
    document.append(ScaleTarget.blocks(results, analysis))
    document.append(ScaleWeights.blocks(results))
    document.append(ScaleMethod.blocks(results))
    return document
  }
}
