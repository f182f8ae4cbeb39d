/// What every message carries beside its content.
public struct Envelope: Equatable, Sendable {
  /// The session that it belongs to.
  public var session: SessionID
  /// Which server process speaks or is spoken to: counted up by every resume, so that nothing said
  /// to an earlier one is taken for the present one's.
  public var generation: UInt64

  /// An envelope with these marks.
  public init(session: SessionID, generation: UInt64) {
    self.session = session
    self.generation = generation
  }
}
