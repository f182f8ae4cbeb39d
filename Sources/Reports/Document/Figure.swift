/// A plot with its words and its figures.
public struct Figure: Sendable {
  /// What it shows.
  public let title: String
  /// The same for those who can't see it: what is plotted against what, and what comes of it.
  public let description: String
  /// The plot.
  public let plot: any Plot
  /// A sentence or two below it.
  public let caption: Prose?
  /// What is plotted, in figures: all that a text has of the plot.
  public let table: Table

  /// A figure.
  public init(
    _ title: String, description: String, plot: any Plot, caption: Prose? = nil, table: Table
  ) {
    self.title = title
    self.description = description
    self.plot = plot
    self.caption = caption
    self.table = table
  }
}
