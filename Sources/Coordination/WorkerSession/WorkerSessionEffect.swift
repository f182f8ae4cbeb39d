/// What a worker's session asks its shell to do. The shell does it in order.
///
/// Gradients lie in slots, counted from 0: slot 0 holds the largest subtree that is summed so far,
/// those above it what is still to be added to it.
public enum WorkerSessionEffect: Equatable, Sendable {
  /// Send a message without payload. If it can't be sent now, it is lost: answer `undelivered`.
  case send(WorkerMessage, Envelope)
  /// Send the gradient in a slot, with the time of sending (`Push.sentAt`). The slot's memory may not
  /// change until the message has left; the slot is then free. If it can't be sent now, it is lost:
  /// answer `undelivered`.
  case push(Push, Envelope, slot: Int)
  /// Drop the connection to the server, if there is one, and make a new one. What was under way in
  /// either direction may be lost.
  case reconnect
  /// Make ready for the job: check that it is what the welcome says, build the network, load the data;
  /// answer `prepared` or `preparationFailed`.
  case prepare(Welcome)
  /// From now on this payload is θ; the one before it is no longer needed.
  case adopt(PayloadHandle, version: UInt64)
  /// Release a payload that is not wanted.
  case discard(PayloadHandle)
  /// Compute the gradient of one micro-batch at the adopted θ into a slot; answer `computed`.
  case computeGradient(step: UInt64, microBatch: Int, slot: Int)
  /// slot `into` += slot `from`: the left subtree is in `into`.
  case add(from: Int, into: Int)
  /// Evaluate one unit of the validation data at the adopted θ; answer `evaluated`.
  case evaluate(unit: Int)
  /// Tell the log.
  case report(WorkerEvent)
  /// Let the last messages leave, then end.
  case end(WorkerOutcome)
}

/// What happened to a worker, for its log.
public enum WorkerEvent: Equatable, Sendable {
  /// The server has answered.
  case joined(session: SessionID)
  /// The session is lost; the worker asks for a new one.
  case rejoining
  /// The server does not let it in; it goes on trying.
  case notLetIn(HandshakeFailure)
  /// The server has no room for it now; it goes on asking.
  case noRoom(RefusalReason)
  /// The server said something that is no message, for the first time in this way.
  case badFrame(FrameMistake, reason: String)
}

/// Why a worker ended.
public enum WorkerOutcome: Equatable, Sendable {
  /// The run is over.
  case finished(RunOutcome?)
  /// It was told to leave.
  case left(StopReason)
  /// The server does not want it.
  case refused(RefusalReason)
  /// It could not connect, and has tried for so long where trying on may have helped.
  case notConnected(HandshakeFailure, after: Interval?)
  /// It can't do the job, for this reason.
  case unprepared(String)
  /// No server answered for so long.
  case lostServer(after: Interval)
}
