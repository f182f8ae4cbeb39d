// Workers, and what is out of the ordinary.
extension RunRecord {
  /// Why a worker says goodbye; for every other reason the server has given it up.
  private static let orderlyReasons = [
    "it was interrupted", "it was told to terminate", "the process that started it has ended",
    "the run is over",
  ]

  mutating func addPresence(_ entry: RunLogEntry) {
    switch entry.event {
    case .workerJoined(let session, let worker, let host, let kernel, let key):
      sessionCount += 1
      guard sessions.count < Self.listMax else { return }
      sessions.append(
        Session(
          generation: generations.last?.number ?? 0, id: session, worker: Self.kept(worker),
          host: Self.kept(host), kernel: Self.kept(kernel), key: key.map(Self.kept),
          joined: entry.time))
    case .workerLeft(let id, _, let reason, _):
      update(id) {
        $0.left = entry.time
        $0.reason = Self.kept(reason)
        $0.isLost = !Self.orderlyReasons.contains(reason)
      }
    case .speculated(let id, _, let units, let seconds):
      let isKept = keptLateness < Self.listMax
      if isKept { keptLateness += 1 }
      update(id) {
        $0.timesLate += 1
        guard isKept else { return }
        $0.lateness.append(Lateness(time: entry.time, units: units, seconds: seconds))
      }
    case .clock(let id, let offset, let roundTrip):
      update(id) { ($0.clockOffset, $0.roundTrip) = (offset, roundTrip) }
    case .workerRefused(let worker, let reason):
      note(.refusedWorker, "\(worker): \(reason)", at: entry.time)
    case .badFrame(let reason): note(.badFrame, reason, at: entry.time)
    case .strayMessage(let reason): note(.strayMessage, reason, at: entry.time)
    case .crowded(let connectionsMax):
      note(
        .crowding, "more than \(connectionsMax): some were refused or closed", at: entry.time)
    case .stepSkipped(let step, let worker):
      note(
        .skippedStep,
        "step \(step): "
          + (worker.isEmpty ? "its update would have given" : "\(worker) found")
          + " a number that is not finite", at: entry.time)
    case .waiting(let what):
      let noted = notes.count
      note(.wait, what, at: entry.time)
      openWait = notes.count > noted ? noted : nil
    case .checkpointFailed(let step, let reason):
      note(.failedCheckpoint, "step \(step): \(reason)", at: entry.time)
    default: break
    }
  }

  mutating func update(_ id: UInt64, _ change: (inout Session) -> Void) {
    let generation = generations.last?.number ?? 0
    guard
      let index = sessions.lastIndex(where: { $0.id == id && $0.generation == generation })
    else { return }
    change(&sessions[index])
  }

  /// A wait lasts until something moves.
  mutating func endWait(before entry: RunLogEntry) {
    switch entry.event {
    case .step, .started, .evaluation, .waiting, .listening, .ended: break
    default: return
    }
    guard let index = openWait else { return }
    openWait = nil
    if case .listening = entry.event {
      notes[index].duration = max(0, (generations.last?.last ?? entry.time) - notes[index].time)
    } else {
      notes[index].duration = max(0, entry.time - notes[index].time)
    }
    waitSeconds += notes[index].duration ?? 0
  }

  mutating func note(_ kind: Note.Kind, _ text: String, at time: Double) {
    guard let place = Note.Kind.allCases.firstIndex(of: kind) else { return }
    noteCounts[place] += 1
    if noteCounts[place] <= Self.listMax {
      notes.append(Note(time: time, kind: kind, text: Self.kept(text)))
    }
  }

  /// What is kept of a text.
  static func kept(_ text: String) -> String {
    text.count <= textLengthMax ? text : text.prefix(textLengthMax) + "…"
  }
}
