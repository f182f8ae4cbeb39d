import Coordination
import Wire

/// What connects a universe's processes: at most one connection a worker, each with a queue in each
/// direction. Messages take time; by chance they come late, twice, out of order or damaged, and
/// connections break.
///
/// A worse network than TCP: a message that comes twice can do so in a later connection of the same
/// worker, and to a later server.
final class SimulatedNetwork {
  /// What can happen to a message.
  struct Weather {
    /// What a message takes at most.
    var delay: Interval
    var duplication = 0.0
    var reordering = 0.0
    var corruption = 0.0
    var forgery = 0.0
    /// How late a duplicate comes mostly.
    var shortDuplicateDelay = Interval(nanoseconds: 0)
    /// How late a duplicate can come.
    var duplicateDelay = Interval(nanoseconds: 0)
  }

  var weather: Weather
  private(set) var faults = FaultCounts()
  /// How many messages were sent.
  private(set) var messages: UInt64 = 0

  /// Those of the workers, where they have some.
  private let keys: [WorkerKey]?
  private let clock: VirtualClock
  private let watch: Watch
  private var chance: SeededNumbers
  private var queue = ArrivalQueue()
  private var lastPeer: UInt32 = 0
  /// The last gradients that were duplicated.
  private var kept: [SimulatedMessage] = []
  private var server: SimulatedLink?
  private var workers: [SimulatedLink?]
  private var connections: [SimulatedConnection?]
  /// Connections that have ended, of which the server will know.
  private var ends: [(peer: PeerID, toldAt: Instant)] = []
  /// From this place on they are no workers.
  private let floodsFrom: Int

  init(
    workers: Int, floods: Int = 0, weather: Weather, keys: [WorkerKey]? = nil, clock: VirtualClock,
    chance: SeededNumbers, watch: Watch
  ) {
    self.keys = keys
    self.weather = weather
    self.clock = clock
    self.chance = chance
    self.watch = watch
    floodsFrom = workers
    self.workers = Array(repeating: nil, count: workers + floods)
    connections = Array(repeating: nil, count: workers + floods)
  }

  /// When the next message arrives, or the news of a connection's end.
  var nextArrival: Instant? {
    guard let end = ends.map(\.toldAt).min() else { return queue.next }
    return min(end, queue.next ?? end)
  }

  /// A silent worker keeps a result to itself.
  func withhold() { faults[.silence] += 1 }

  /// The connection that a worker has now.
  func connection(of worker: Int) -> SimulatedConnection? { connections[worker] }

  // MARK: Processes

  /// A new server listens. It numbers its peers from 1, as the one before it did.
  func serverStarted(_ link: SimulatedLink) {
    server = link
    lastPeer = 0
  }

  func workerStarted(_ link: SimulatedLink, as worker: Int) {
    workers[worker] = link
  }

  /// The server's process has ended: by itself, when all that it has said still arrives, or killed.
  func serverEnded(wasKilled: Bool) {
    for worker in connections.indices {
      if let connection = connections[worker] {
        close(connection, keepsToServer: .none, keepsToWorker: wasKilled ? .some : .all)
      }
    }
    // What connections that had broken before still had under way.
    for message in queue.inOrder where message.isToServer && !message.isDuplicate {
      lose(message)
    }
    ends = []
    server = nil
  }

  /// A worker's process has ended.
  func workerEnded(_ worker: Int, at time: Instant, wasKilled: Bool) {
    for message in queue.inOrder
    where message.isToServer && message.connection.worker == worker && message.sentAt > time
      && !message.isDuplicate
    {
      lose(message)
    }
    if let connection = connections[worker] {
      close(connection, keepsToServer: wasKilled ? .some : .all, keepsToWorker: .none)
    }
    // What a connection before this one still had under way.
    for message in queue.inOrder
    where !message.isToServer && message.connection.worker == worker && !message.isDuplicate {
      lose(message)
    }
    workers[worker] = nil
  }

  /// A worker's process does nothing for a while: what it would have sent leaves later.
  func workerPaused(_ worker: Int, at time: Instant, for pause: Interval) {
    for message in queue.inOrder
    where message.isToServer && message.connection.worker == worker && message.sentAt > time
      && !message.isDuplicate
    {
      message.sentAt = message.sentAt + pause
      message.arrivesAt = message.arrivesAt + pause
      message.connection.toServer.lastArrival = max(
        message.connection.toServer.lastArrival, message.arrivesAt)
    }
    queue.reorder()
  }

  // MARK: Connections

  /// Connects a worker to the server.
  ///
  /// - Returns: whether there is one.
  func connect(_ worker: Int) -> Bool {
    guard server != nil, workers[worker] != nil else { return false }
    lastPeer += 1
    connections[worker] = SimulatedConnection(peer: PeerID(lastPeer), worker: worker)
    watch.connected(worker, as: PeerID(lastPeer))
    return true
  }

  /// Breaks a worker's connection, if it has one; some of what is under way still arrives.
  ///
  /// - Returns: whether it had.
  @discardableResult
  func disconnect(_ worker: Int) -> Bool {
    guard let connection = connections[worker] else { return false }
    watch.trace.note("the connection of worker \(worker) breaks")
    close(connection, keepsToServer: .some, keepsToWorker: .some)
    return true
  }

  /// Lets nothing move on a worker's connection for a while.
  ///
  /// - Returns: whether it has one.
  func stall(_ worker: Int, for pause: Interval) -> Bool {
    guard let connection = connections[worker] else { return false }
    connection.stalledUntil = clock.now + pause
    for message in queue.inOrder
    where message.connection === connection && !message.isDuplicate {
      message.arrivesAt = max(message.arrivesAt, connection.stalledUntil)
    }
    queue.reorder()
    return true
  }

  /// How much of what is under way arrives after a connection has broken.
  private enum Kept {
    case all
    /// What was sent first, up to some message.
    case some
    case none
  }

  private func close(
    _ connection: SimulatedConnection, keepsToServer: Kept, keepsToWorker: Kept
  ) {
    connection.isOpen = false
    connections[connection.worker] = nil
    let underWay = queue.inOrder.filter { $0.connection === connection && !$0.isDuplicate }
    lose(underWay.filter { $0.isToServer }, but: keepsToServer)
    lose(underWay.filter { !$0.isToServer }, but: keepsToWorker)
    tellServer(underWay.filter { $0.isToServer && !$0.isLost }, of: connection)
  }

  /// The server hears of the end of a connection, behind what still comes by it; or, as where a host has
  /// lost its power, it does not.
  private func tellServer(_ arriving: [SimulatedMessage], of connection: SimulatedConnection) {
    guard chance.happens(0.5) else { return }
    let last = arriving.map(\.arrivesAt).max() ?? clock.now
    ends.append((connection.peer, max(last, clock.now) + chance.interval(upTo: weather.delay)))
  }

  private func lose(_ messages: [SimulatedMessage], but kept: Kept) {
    let count: Int
    switch kept {
    case .all: count = messages.count
    case .some: count = chance.happens(0.5) ? 0 : chance.number(in: 0...messages.count)
    case .none: count = 0
    }
    for message in messages[count...] { lose(message) }
    // What still comes of a broken connection comes at once.
    for message in messages[..<count] {
      message.arrivesAt = min(message.arrivesAt, max(message.sentAt, clock.now) + weather.delay)
    }
    queue.reorder()
  }

  private func lose(_ message: SimulatedMessage) {
    guard !message.isLost else { return }
    message.lose()
    leaveQueue(message)
  }

  private func leaveQueue(_ message: SimulatedMessage) {
    if message.isDuplicate { return }
    if message.isToServer {
      message.connection.toServer.queued -= 1
    } else {
      message.connection.toWorker.queued -= 1
      if message.payload != nil { message.connection.toWorker.queuedPayloads -= 1 }
    }
  }

  // MARK: Messages

  /// The server sends to a peer.
  func sendToWorker(
    _ head: UnsafeRawBufferPointer, _ content: SimulatedMessage.Content, _ buffer: SimulatedBuffer?,
    to peer: PeerID, at time: Instant
  ) -> SendOutcome {
    guard let connection = openConnection(peer) else { return .gone }
    guard connection.toWorker.queued < Limits.queuedMessagesMax else { return .queueFull }
    connection.toWorker.queued += 1
    if buffer != nil {
      connection.toWorker.queuedPayloads += 1
      if connection.toWorker.queuedPayloads > Self.queuedParametersMax {
        watch.fail("\(connection.toWorker.queuedPayloads) versions of θ wait for one worker")
      }
    }
    let arrival = max(
      time + chance.interval(upTo: weather.delay), connection.toWorker.lastArrival,
      connection.stalledUntil)
    let message = SimulatedMessage(
      over: connection, isToServer: false, head: head, content: content, buffer: buffer,
      sentAt: time, arrivesAt: arrival)
    if !dispatch(message) { connection.toWorker.lastArrival = arrival }
    return .sent
  }

  /// A worker sends to the server.
  func sendToServer(
    _ head: UnsafeRawBufferPointer, _ content: SimulatedMessage.Content, _ buffer: SimulatedBuffer?,
    from worker: Int, at time: Instant
  ) -> SendOutcome {
    guard let connection = connections[worker],
      connection.toServer.queued < Limits.queuedMessagesMax
    else { return .queueFull }
    connection.toServer.queued += 1
    if worker >= floodsFrom { faults[.flood] += 1 }
    let arrival = max(
      time + chance.interval(upTo: weather.delay), connection.toServer.lastArrival,
      connection.stalledUntil)
    let message = SimulatedMessage(
      over: connection, isToServer: true, head: head, content: content, key: keys?[worker],
      buffer: buffer,
      sentAt: time, arrivesAt: arrival)
    if !dispatch(message) { connection.toServer.lastArrival = arrival }
    return .sent
  }

  /// A worker is not sent a version of θ before it has been heard from since the last; but what it
  /// says can be an answer to a duplicate that has overtaken the original, or come late.
  private static let queuedParametersMax = 4

  private func openConnection(_ peer: PeerID) -> SimulatedConnection? {
    for connection in connections {
      if let connection, connection.peer == peer { return connection }
    }
    return nil
  }

  /// Sends a message on its way.
  ///
  /// - Returns: whether later ones may overtake it.
  private func dispatch(_ message: SimulatedMessage) -> Bool {
    messages += 1
    if case .server(.work(let order), _) = message.content, weather.duplication > 0 {
      replayKept(of: message.connection.worker, order)
    }
    let isReordered = chance.happens(weather.reordering)
    if isReordered {
      faults[.reordering] += 1
      message.arrivesAt = message.arrivesAt + chance.interval(upTo: weather.delay * 8)
    }
    if chance.happens(weather.duplication) {
      duplicate(message)
    }
    if chance.happens(weather.corruption) {
      faults[.corruption] += 1
      let bit = chance.below(message.bitCount)
      if let count = message.payload?.count, message.isToServer, chance.happens(0.3) {
        message.lie(count: chance.below(count))
      } else {
        message.corruptedBit = bit
      }
    }
    if case .worker(.push, _) = message.content, weather.forgery > 0,
      chance.happens(weather.forgery)
    {
      forge(message)
    }
    queue.insert(message)
    return isReordered
  }

  private func duplicate(_ message: SimulatedMessage) {
    faults[.duplicate] += 1
    let isShort = chance.happens(0.5)
    let delay = chance.interval(
      from: .microseconds(1), to: isShort ? weather.shortDuplicateDelay : weather.duplicateDelay)
    queue.insert(SimulatedMessage(duplicating: message, arrivesAt: message.sentAt + delay))
    if message.isToServer, message.payload != nil { kept.append(message) }
    if kept.count > Self.keptMax { kept.removeFirst() }
  }

  /// Another worker says what this one says, and something else, as if it were this one.
  private func forge(_ message: SimulatedMessage) {
    guard let keys, keys.count > 1 else { return }
    faults[.forgery] += 1
    let other = (message.connection.worker + 1 + chance.below(keys.count - 1)) % keys.count
    let arrival = message.sentAt + chance.interval(upTo: message.arrivesAt - message.sentAt)
    queue.insert(
      SimulatedMessage(duplicating: message, arrivesAt: arrival, forger: keys[other]))
  }

  /// A worker is given work: gradients that it has sent for the same before, in earlier sessions and
  /// to earlier servers, come once more while it computes.
  private func replayKept(of worker: Int, _ order: WorkOrder) {
    for message in kept where message.connection.worker == worker {
      guard case .worker(.push(let push), _) = message.content, push.step == order.step,
        push.version == order.version, chance.happens(0.5)
      else { continue }
      faults[.duplicate] += 1
      let delay = chance.interval(upTo: weather.shortDuplicateDelay)
      queue.insert(SimulatedMessage(duplicating: message, arrivesAt: clock.now + delay))
    }
  }

  private static let keptMax = 16

  /// Takes the next message to where it goes.
  ///
  /// - Returns: the link that it has come to; nil if there is none any more.
  func deliverNext() -> SimulatedLink? {
    if let index = ends.indices.min(by: { ends[$0].toldAt < ends[$1].toldAt }),
      queue.next.map({ ends[index].toldAt < $0 }) ?? true
    {
      server?.peerGone(ends.remove(at: index).peer)
      return server
    }
    guard let message = queue.removeFirst(), !message.isLost else { return nil }
    if !message.arrive() {
      watch.fail("a payload was changed while it was in flight: \(message)")
    }
    let worker = message.connection.worker
    let link = message.isToServer ? server : workers[worker]
    let connection = message.isDuplicate ? connections[worker] : message.connection
    guard let link, let connection else {
      leaveQueue(message)
      return nil
    }
    link.deliver(message, from: message.isToServer ? connection.peer : .server)
    return link
  }

  /// A process has taken a message out of its link.
  func received(_ message: SimulatedMessage) {
    leaveQueue(message)
  }
}
