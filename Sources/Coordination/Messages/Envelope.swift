/// What every message carries beside its content.
public struct Envelope: Equatable, Sendable {
  /// The session that it belongs to.
  public var session: SessionID
  /// Which server process speaks or is spoken to: counted up by every resume, so that nothing said
  /// to an earlier one is taken for the present one's.
  public var generation: UInt64
  /// Which job it is about, as its fingerprint: a frame of another job is refused. 0 before a worker
  /// has been told of one.
  public var job: UInt64

  /// An envelope with these marks.
  public init(session: SessionID, generation: UInt64, job: UInt64 = 0) {
    self.session = session
    self.generation = generation
    self.job = job
  }

  /// Of a message that asks for a session.
  static let unaddressed = Envelope(session: .none, generation: 0)
}
