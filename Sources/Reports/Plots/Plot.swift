/// What can be drawn at any width: lengths are in CSS pixels, and text is never scaled.
public protocol Plot: Sendable {
  /// Draws itself, as wide as the drawing is, and sets the drawing's height.
  func draw(on drawing: inout Drawing)
}
