import Foundation
import Synchronization

/// Stands between workers and a server, on loopback and on a thread of its own, and disturbs what it
/// forwards: cuts connections, turns bits over, lets bytes wait. What it does when depends on the
/// seed and on the bytes that come by, in both directions together.
final class DisturbingProxy: Sendable {
  /// What it has done.
  struct Counts {
    var cuts = 0
    var flips = 0
    var delays = 0
  }

  /// The port that it listens at.
  let port: UInt16

  private struct Shared {
    var counts = Counts()
    var isEnding = false
  }

  private let shared = Mutex(Shared())
  private let hasEnded = DispatchSemaphore(value: 0)

  /// A proxy for the server at `target`.
  ///
  /// - Parameters:
  ///   - distance: how many bytes lie between two disturbances, on average.
  ///   - limit: after so many cuts and flips it only forwards.
  init(to target: UInt16, seed: UInt64, distance: Int, limit: Int) throws {
    let (listener, port) = try LoopbackSocket.listening()
    self.port = port
    Thread.detachNewThread { [self] in
      var traffic = DisturbedTraffic(
        listener, target: target, seed: seed, distance: distance, limit: limit)
      while !shared.withLock({ $0.isEnding }) {
        traffic.turn()
        shared.withLock { $0.counts = traffic.counts }
      }
      traffic.end()
      hasEnded.signal()
    }
  }

  var counts: Counts { shared.withLock { $0.counts } }

  /// Closes everything.
  func end() {
    shared.withLock { $0.isEnding = true }
    hasEnded.wait()
  }
}

/// What the proxy's thread has in hand.
private struct DisturbedTraffic {
  private static let chunk = 1 << 16
  /// So far from the beginning of what comes in at once lie lengths and heads.
  private static let headBytes = 100

  /// One direction of a connection.
  private struct Lane {
    let source: Int32
    let target: Int32
    var waiting: [UInt8] = []
    var resumesAt = DispatchTime(uptimeNanoseconds: 0)
  }

  private struct Connection {
    var lanes: [Lane]
    var isOpen = true
  }

  private let listener: Int32
  private let target: UInt16
  private let distance: Int
  private let limit: Int
  private var draw: ChaosDraw
  private var connections: [Connection] = []
  /// So many bytes are forwarded as they are before the next disturbance.
  private var bytesLeft: Int
  private var buffer = [UInt8](repeating: 0, count: chunk)
  private(set) var counts = DisturbingProxy.Counts()

  init(_ listener: Int32, target: UInt16, seed: UInt64, distance: Int, limit: Int) {
    self.listener = listener
    self.target = target
    self.distance = distance
    self.limit = limit
    draw = ChaosDraw(seed: seed)
    bytesLeft = draw.below(2 * distance)
  }

  /// Waits a moment for something to forward, and forwards it.
  mutating func turn() {
    let now = DispatchTime.now()
    var polled = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    for connection in connections {
      for lane in connection.lanes {
        let isWaiting = lane.resumesAt > now
        let wantsToRead = !isWaiting && lane.waiting.isEmpty
        let wantsToWrite = !isWaiting && !lane.waiting.isEmpty
        // A negative descriptor is passed over.
        polled.append(
          pollfd(fd: wantsToRead ? lane.source : -1, events: Int16(POLLIN), revents: 0))
        polled.append(
          pollfd(fd: wantsToWrite ? lane.target : -1, events: Int16(POLLOUT), revents: 0))
      }
    }
    guard poll(&polled, nfds_t(polled.count), 5) > 0 else { return }
    var next = 1
    for index in connections.indices {
      for lane in connections[index].lanes.indices {
        if polled[next].revents != 0 { read(index, lane) }
        if polled[next + 1].revents != 0 { write(index, lane) }
        next += 2
      }
    }
    connections.removeAll { !$0.isOpen }
    if polled[0].revents != 0 { accept() }
  }

  mutating func end() {
    for index in connections.indices { cut(index) }
    close(listener)
  }

  private mutating func accept() {
    let client = LoopbackSocket.accept(listener)
    guard client >= 0 else { return }
    // A server that is not there hangs up on the worker, too.
    guard let server = LoopbackSocket.connected(to: target) else {
      close(client)
      return
    }
    for descriptor in [client, server] { LoopbackSocket.makeImpatient(descriptor) }
    connections.append(
      Connection(lanes: [
        Lane(source: client, target: server), Lane(source: server, target: client),
      ]))
  }

  private mutating func read(_ index: Int, _ lane: Int) {
    guard connections[index].isOpen else { return }
    let count = recv(connections[index].lanes[lane].source, &buffer, Self.chunk, 0)
    guard count > 0 else {
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      return cut(index)
    }
    var bytes = Array(buffer[..<count])
    while counts.cuts + counts.flips < limit, bytesLeft < bytes.count {
      let position = bytesLeft
      bytesLeft += 1 + draw.below(2 * distance)
      switch draw.below(8) {
      case 0..<4:
        counts.flips += 1
        // Every second of them where a length or a head may be.
        let heads = min(Self.headBytes, bytes.count)
        bytes[draw.oneIn(2) ? draw.below(heads) : position] ^= 1 << UInt8(draw.below(8))
      case 4..<7:
        counts.cuts += 1
        return cut(index)
      default:
        counts.delays += 1
        // Mostly short, at times longer than a heartbeat may be late.
        let milliseconds = draw.oneIn(4) ? 3000 : 1 + draw.below(100)
        connections[index].lanes[lane].resumesAt = .now() + .milliseconds(milliseconds)
      }
    }
    bytesLeft = max(0, bytesLeft - bytes.count)
    connections[index].lanes[lane].waiting = bytes
  }

  private mutating func write(_ index: Int, _ lane: Int) {
    guard connections[index].isOpen else { return }
    let waiting = connections[index].lanes[lane].waiting
    let count = send(
      connections[index].lanes[lane].target, waiting, waiting.count, Int32(MSG_NOSIGNAL))
    guard count > 0 else {
      if count < 0, errno == EAGAIN || errno == EINTR { return }
      return cut(index)
    }
    connections[index].lanes[lane].waiting.removeFirst(count)
  }

  private mutating func cut(_ index: Int) {
    guard connections[index].isOpen else { return }
    connections[index].isOpen = false
    close(connections[index].lanes[0].source)
    close(connections[index].lanes[0].target)
  }
}
