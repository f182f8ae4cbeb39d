import Coordination

/// One worker's connection to one server process. What becomes of a message on it is the network's.
final class SimulatedConnection {
  /// What is known of one direction.
  struct Lane {
    /// Messages that were sent and not received yet.
    var queued = 0
    /// Those of them that have a θ as payload.
    var queuedPayloads = 0
    /// When the last of them arrives: none that is not reordered comes earlier.
    var lastArrival = Instant(nanoseconds: 0)
  }

  /// What the server calls the worker's end.
  let peer: PeerID
  /// Which worker it is, counted from 0.
  let worker: Int
  var isOpen = true
  var toServer = Lane()
  var toWorker = Lane()
  /// Until when nothing moves.
  var stalledUntil = Instant(nanoseconds: 0)

  init(peer: PeerID, worker: Int) {
    self.peer = peer
    self.worker = worker
  }
}
