import Coordination

/// The simulator's own account of what one server process promises to bound: how much work it gives out
/// twice, and how many lines of its log peers can bring about.
struct BoundsAccount {
  private let share: Double
  private let microBatches: Int
  private let tree: ReductionTree
  private let repeatedEventsMax: Int
  private let startedAt: Instant

  /// What each session was last ordered, at one version of θ.
  private var orders: [(session: SessionID, peer: PeerID, order: WorkOrder)] = []
  /// Sessions that have returned what they were last ordered, at any time.
  private var proven: [SessionID] = []
  /// Units that were returned, wanted or not.
  private var returnedUnits = 0
  /// Units given out twice, of sessions that had returned some before.
  private var speculatedUnits = 0
  /// Events that were told, by kind.
  private var told: [(kind: RepeatedEvent, count: Int)] = []
  /// Sessions whose beginning was told, and that have not ended.
  private var open: [SessionID] = []

  init(_ scenario: Scenario, startedAt: Instant) {
    share = scenario.speculationShare
    microBatches = scenario.microBatches
    tree = ReductionTree(leafCount: scenario.microBatches)
    repeatedEventsMax = scenario.repeatedEventsMax
    self.startedAt = startedAt
  }

  mutating func ordered(_ order: WorkOrder, from session: SessionID, of peer: PeerID) {
    guard let index = orders.firstIndex(where: { $0.session == session }) else {
      return orders.append((session, peer, order))
    }
    let last = orders[index].order
    var order = order
    if last.kind == order.kind, last.step == order.step, last.version == order.version {
      order.units =
        min(
          last.units.lowerBound, order.units.lowerBound)..<max(
          last.units.upperBound, order.units.upperBound)
    }
    orders[index].order = order
  }

  /// - Parameter peer: who says it: what comes over another connection than the session's is strange.
  mutating func returned(_ message: WorkerMessage, by session: SessionID, of peer: PeerID) {
    let (kind, step, version, units): (WorkOrder.Kind, UInt64, UInt64, Range<Int>)
    switch message {
    case .push(let push) where tree.contains(push.node):
      (kind, step, version, units) = (
        .gradient, push.step, push.version, tree.leaves(of: push.node)
      )
    case .evaluated(let result):
      (kind, step, version) = (.evaluation, result.version, result.version)
      units = Int(result.unit)..<Int(result.unit) + 1
    default:
      return
    }
    returnedUnits += units.count
    guard
      let order = orders.first(where: { $0.session == session && $0.peer == peer })?.order,
      order.kind == kind,
      order.step == step, order.version == version, order.units.overlaps(units),
      !proven.contains(session)
    else { return }
    proven.append(session)
  }

  /// What is wrong with an event, by all that came before; nil where nothing is.
  mutating func mistake(in event: RunEvent, at now: Instant) -> String? {
    if case .speculated(let session, _, let units, _) = event, proven.contains(session) {
      speculatedUnits += units
      let most = share * Double(returnedUnits) + Double(microBatches)
      if Double(speculatedUnits) > most {
        return "\(speculatedUnits) units were given out twice when \(returnedUnits) had come"
      }
    }
    guard let kind = kind(of: event) else { return nil }
    let index = told.firstIndex { $0.kind == kind } ?? told.count
    if index == told.count { told.append((kind, 0)) }
    told[index].count += 1
    let most = repeatedEventsMax + Int((now - startedAt).inSeconds) + 1
    return told[index].count > most
      ? "\(told[index].count) \(kind) were told in \((now - startedAt).inSeconds) s" : nil
  }

  /// Of events that peers can repeat at will.
  private mutating func kind(of event: RunEvent) -> RepeatedEvent? {
    switch event {
    case .workerJoined(let session, _, _):
      open.append(session)
      return .sessions
    case .workerLeft(let session, _, _, _):
      guard let index = open.firstIndex(of: session) else { return .unreadySessions }
      open.remove(at: index)
      return nil
    case .workerRefused: return .refusals
    case .duplicatePush: return .duplicatePushes
    case .speculated: return .lateness
    case .waiting: return .waits
    default: return nil
    }
  }
}
