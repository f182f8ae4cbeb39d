import Coordination
import Rendering
import RunLog
import Text

// Workers, and what is out of the ordinary.
extension RunRecord {
  mutating func join(_ session: SessionID, _ hello: Hello, _ key: String?, at time: Double) {
    sessionCount += 1
    guard sessions.count < Self.listMax else { return }
    sessions.append(
      Session(
        generation: generations.last?.number ?? 0, id: session, worker: Self.kept(hello.name),
        host: Self.kept(hello.host), kernel: Self.kept(hello.blasKernel), key: key.map(Self.kept),
        joined: time))
  }

  mutating func leave(_ session: SessionID, _ reason: DepartureReason, at time: Double) {
    update(session) {
      $0.left = time
      $0.reason = Self.kept(reason.description)
      $0.isLost = reason.isLoss
    }
  }

  mutating func addLateness(_ lateness: Lateness, of session: SessionID) {
    let isKept = keptLateness < Self.listMax
    if isKept { keptLateness += 1 }
    update(session) {
      $0.timesLate += 1
      if isKept { $0.lateness.append(lateness) }
    }
  }

  mutating func update(_ id: SessionID, _ change: (inout Session) -> Void) {
    let generation = generations.last?.number ?? 0
    guard
      let index = sessions.lastIndex(where: { $0.id == id && $0.generation == generation })
    else { return }
    change(&sessions[index])
  }

  /// Notes an event that is out of the ordinary.
  mutating func addNote(of event: RunEvent, at time: Double) {
    switch event {
    case .workerRefused(let name, let reason):
      note(.refusedWorker, "\(name): \(reason)", at: time)
    case .turnedAway(let connection):
      note(
        .unknownKey, "\(connection.address), with the key \(connection.publicKey)", at: time)
    case .keysChanged(let count, let added, let removed, let problem):
      let parts =
        (problem.map { [$0] } ?? []) + added.map { "\($0) added" } + removed.map { "\($0) removed" }
        + ["\(CountedNoun.text(count, "key")) in all"]
      note(.changedKeys, parts.joined(separator: ", "), at: time)
    case .badFrame(_, let reason, _): note(.badFrame, reason, at: time)
    case .strayMessage(let reason, _): note(.strayMessage, reason.description, at: time)
    case .repeated(let event, let count):
      note(.repeated, "\(count) more \(event)", at: time)
    case .stepSkipped(let step, let name, _):
      note(
        .skippedStep,
        "step \(step + 1): "
          + (name.map { "\($0) found" } ?? "its update would have given")
          + " a number that is not finite", at: time)
    case .evaluationSkipped(let version):
      note(
        .skippedEvaluation, "step \(version): the validation loss was not finite", at: time)
    case .waiting(let what, _): noteWait(what.description, at: time)
    case .checkpointFailed(let version, let reason, _):
      note(.failedCheckpoint, "step \(version): \(reason)", at: time)
    case .workerJoined, .workerLeft, .discarded, .duplicatePush, .clockCompared, .speculated,
      .started, .stepCompleted, .evaluated, .checkpointWritten, .summary, .ended:
      break
    }
  }

  /// Notes an event of which the log has a sentence alone.
  mutating func addWorded(_ kind: RunLogEntry.Kind, _ sentence: String, at time: Double) {
    switch kind {
    case .strayMessage: note(.strayMessage, sentence, at: time)
    case .waiting: noteWait(sentence, at: time)
    default: break
    }
  }

  private mutating func noteWait(_ what: String, at time: Double) {
    let noted = notes.count
    note(.wait, what, at: time)
    openWait = notes.count > noted ? noted : nil
  }

  /// A wait lasts until something moves.
  mutating func endWait(before entry: RunLogEntry) {
    switch entry.event.kind {
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
