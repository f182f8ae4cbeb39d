import CommandLineParsing
import Coordination
import Platform

/// The course of a launch: what is started when, what follows from an end, and what was the first
/// cause. A value that is told what happens and says what to do; it starts and ends nothing itself.
struct LaunchCourse {
  /// One of the processes.
  enum Member: Equatable {
    case server
    /// By its index in the plan.
    case worker(Int)
  }

  /// What it is told.
  enum Input {
    /// The server has said where it listens.
    case serverListens
    /// The server has let in a worker of this name.
    case workerJoined(name: String)
    /// The server has begun to train.
    case trainingBegan
    /// A process has ended; with what it wrote last, where that is known.
    case ended(Member, ChildProcess.Ending, lastWords: String?)
    /// A worker could not be started.
    case notStarted(worker: Int, reason: String)
    /// The launcher has got this signal, which asks for an end or for a checkpoint.
    case signal(Int32)
    /// The launcher was asked to stop, as by ctrl-Z.
    case suspend
    /// It goes on after that.
    case resumed
    /// Time has passed.
    case tick
  }

  /// What it asks for.
  enum Effect: Equatable {
    case startWorker(Int)
    /// Passes a signal on to the server, which writes a checkpoint and tells the workers.
    case signalServer(Int32)
    /// Asks every process to end.
    case endAll
    /// Ends every process where it stands.
    case killAll
    /// Stops every process of this machine, then the launcher, and lets all of them go on when it is
    /// let go on.
    case suspend
    /// A line for the operator that is no failure.
    case note(String)
    /// A line for the operator.
    case say(String)
  }

  private enum WorkerState: Equatable {
    /// To be started, at this moment or later.
    case due(Instant)
    /// Started, and not let in by the server yet.
    case starting
    case joined
    case ended
  }

  /// What has asked for an end first, and when.
  private struct Interruption {
    let signal: Int32
    let time: Instant
  }

  private let plan: LaunchPlan
  private var workers: [WorkerState]
  /// How often each has been started again.
  private var restarts: [UInt64]
  private var restartsLeft: Int
  private var serverListens = false
  private var hasTrainingBegun = false
  private var serverEnding: ChildProcess.Ending?
  private var rootCause: RootCause?
  /// The first worker that would not take part: the cause, if the server finds nothing wrong.
  private var refused: RootCause?
  /// When those that should have ended are ended.
  private var deadline: Instant?
  private var interruption: Interruption?
  /// Too few workers were left, so the server was told to end.
  private var hasGivenUp = false
  /// Too few workers are left, though none has failed.
  private var isDeserted = false

  init(_ plan: LaunchPlan, at now: Instant) {
    self.plan = plan
    workers = plan.workers.map { _ in .due(now) }
    restarts = plan.workers.map { _ in 0 }
    restartsLeft = plan.restartsMax
  }

  /// Whether all that was started has ended, and nothing more will be.
  var isOver: Bool { serverEnding != nil && !workers.contains { $0 == .starting || $0 == .joined } }

  /// When it wants to hear of the time again, if at all.
  var nextTick: Instant? {
    let starts = workers.indices.compactMap { index -> Instant? in
      guard case .due(let time) = workers[index], mayStart(index) else { return nil }
      return time
    }
    return (starts + [deadline].compactMap { $0 }).min()
  }

  mutating func step(_ input: Input, at now: Instant) -> [Effect] {
    var effects: [Effect] = []
    switch input {
    case .serverListens:
      serverListens = true
    case .workerJoined(let name):
      if let index = plan.workers.firstIndex(where: { $0.name == name }),
        workers[index] == .starting
      {
        workers[index] = .joined
      }
    case .trainingBegan:
      hasTrainingBegun = true
    case .ended(.server, let ending, _):
      serverEnded(ending, at: now, &effects)
    case .ended(.worker(let index), let ending, let lastWords):
      workerEnded(index, ending, lastWords, at: now, &effects)
    case .notStarted(let index, let reason):
      notStarted(index, reason, at: now, &effects)
    case .signal(Signals.checkpoint):
      if serverEnding == nil { effects.append(.signalServer(Signals.checkpoint)) }
    case .signal(let number):
      interrupted(number, at: now, &effects)
    case .suspend:
      suspend(&effects)
    case .resumed:
      // Those that were stopped have had no time to end.
      if deadline != nil { deadline = now + LaunchLimits.launchedProcessesTime }
    case .tick:
      enforceDeadline(at: now, &effects)
    }
    startDue(at: now, &effects)
    return effects
  }

  /// The server's word counts; a run that it finished is done, whatever became of single workers.
  ///
  /// - Returns: the exit code of the launch, and the line that it ends with.
  func conclusion() -> (code: Int32, line: String?) {
    guard let serverEnding else { return (ExitCode.failure.rawValue, nil) }
    if let interruption {
      // One that was killed because the operator insisted says nothing by that.
      if case .exited(let code) = serverEnding { return (code, nil) }
      return (ExitCode.signal(interruption.signal), nil)
    }
    if serverEnding == .exited(0), !hasGivenUp { return (ExitCode.success.rawValue, nil) }
    if let rootCause { return (rootCause.code, "the first to fail: \(rootCause.sentence)") }
    return (serverEnding.code, nil)
  }

  // MARK: - Starts

  private mutating func startDue(at now: Instant, _ effects: inout [Effect]) {
    for index in workers.indices {
      guard case .due(let time) = workers[index], time <= now, mayStart(index) else { continue }
      workers[index] = .starting
      effects.append(.startWorker(index))
    }
  }

  private func mayStart(_ index: Int) -> Bool {
    guard serverEnding == nil, !hasGivenUp, interruption == nil else { return false }
    guard let host = plan.workers[index].host else { return true }
    let starting = workers.indices.count {
      workers[$0] == .starting && plan.workers[$0].host == host
    }
    return serverListens && starting < LaunchLimits.startsPerHostMax
  }

  // MARK: - Ends

  private mutating func serverEnded(
    _ ending: ChildProcess.Ending, at now: Instant, _ effects: inout [Effect]
  ) {
    serverEnding = ending
    switch ending {
    case .exited(0): break
    // It has said what is wrong with what it was given, or nobody reads what it has to say.
    case .exited(ExitCode.usage.rawValue), .exited(ExitCode.signal(Signals.brokenPipe)): break
    default: blame(RootCause("the server", ending))
    }
    // Workers that have been told that the run is over are ending; others, of a server that failed,
    // would look for another one. None has anything to lose.
    let isFar = plan.workers.contains { $0.host != nil }
    endAll(
      within: isFar ? LaunchLimits.launchedProcessesTime : LaunchLimits.orphanedWorkersTime,
      at: now, &effects)
  }

  private mutating func workerEnded(
    _ index: Int, _ ending: ChildProcess.Ending, _ lastWords: String?, at now: Instant,
    _ effects: inout [Effect]
  ) {
    workers[index] = .ended
    guard serverEnding == nil else { return }
    if ending != .exited(0) {
      let title = plan.workers[index].title
      let cause =
        plan.workers[index].host == nil
        ? RootCause(title, ending) : RootCause(remote: title, ending, lastWords: lastWords)
      workerFailed(index, ending, cause, at: now, &effects)
    } else if !canGoOn {
      // The last has left in good order: the run is over, or it was told to.
      isDeserted = true
      deadline = deadline ?? now + LaunchLimits.launchedProcessesTime
    }
  }

  /// A worker ended while the server goes on.
  private mutating func workerFailed(
    _ index: Int, _ ending: ChildProcess.Ending, _ cause: RootCause, at now: Instant,
    _ effects: inout [Effect]
  ) {
    if ending == .exited(ExitCode.usage.rawValue) {
      // It has said what is wrong with the job or its data, which the server finds out as well.
      refused = refused ?? cause
      if !canGoOn { deadline = deadline ?? now + LaunchLimits.launchedProcessesTime }
      return
    }
    if interruption == nil, !hasGivenUp, restartsLeft > 0 {
      restartsLeft -= 1
      workers[index] = .due(now + pauseBeforeRestart(of: index))
      restarts[index] += 1
      effects.append(.say("\(cause.sentence); it is started again"))
      return
    }
    blame(cause)
    // A server that has been told to end is ending.
    guard interruption == nil, !hasGivenUp else { return }
    if !canGoOn {
      giveUp(at: now, &effects)
    } else {
      effects.append(.say("\(cause.sentence); the others go on"))
    }
  }

  private mutating func notStarted(
    _ index: Int, _ reason: String, at now: Instant, _ effects: inout [Effect]
  ) {
    workers[index] = .ended
    let cause = RootCause(notStarted: plan.workers[index].title, reason: reason)
    blame(cause)
    if canGoOn {
      effects.append(.say("\(cause.sentence); the others go on"))
    } else {
      giveUp(at: now, &effects)
    }
  }

  /// A host that can't be reached may need a while; this machine is there.
  private func pauseBeforeRestart(of index: Int) -> Interval {
    guard plan.workers[index].host != nil else { return .seconds(0) }
    let factor: UInt64 = 1 << min(restarts[index], 16)
    return min(
      LaunchLimits.restartPauseMax,
      Interval(nanoseconds: LaunchLimits.restartPauseMin.nanoseconds * factor))
  }

  /// How many workers are there, or will be.
  private var left: Int { workers.count { $0 != .ended } }

  private var needed: Int {
    hasTrainingBegun ? plan.workersMin : max(plan.workersExpected, plan.workersMin)
  }

  /// Whether the server would ever train with those that are left.
  private var canGoOn: Bool { left >= needed }

  /// Ends everything, since too few workers are left.
  private mutating func giveUp(at now: Instant, _ effects: inout [Effect]) {
    guard !hasGivenUp else { return }
    hasGivenUp = true
    endAll(at: now, &effects)
  }

  private mutating func blame(_ cause: RootCause) {
    guard rootCause == nil, interruption == nil else { return }
    rootCause = cause
  }

  private mutating func interrupted(
    _ signal: Int32, at now: Instant, _ effects: inout [Effect]
  ) {
    if let interruption {
      // A key that is held down, or a scheduler that tells each process, says the same once more.
      guard now - interruption.time >= LaunchLimits.insistenceTime else { return }
      effects.append(
        .say("ended at once, as it was asked for again: no checkpoint of the last steps"))
      return effects.append(.killAll)
    }
    interruption = Interruption(signal: signal, time: now)
    if serverEnding == nil {
      if signal == Signals.interrupt {
        effects.append(
          .note("stopping with a checkpoint; ctrl-C once more ends everything at once, without it"))
      }
      effects.append(.signalServer(signal))
    } else {
      endAll(at: now, &effects)
    }
  }

  private func suspend(_ effects: inout [Effect]) {
    if plan.workers.contains(where: { $0.host != nil }), serverEnding == nil {
      effects.append(
        .note(
          "stopped; workers on other hosts give up when the server has been stopped for a minute"))
    }
    effects.append(.suspend)
  }

  private mutating func endAll(
    within time: Interval = LaunchLimits.launchedProcessesTime, at now: Instant,
    _ effects: inout [Effect]
  ) {
    effects.append(.endAll)
    deadline = now + time
  }

  private mutating func enforceDeadline(at now: Instant, _ effects: inout [Effect]) {
    guard let deadline, now >= deadline else { return }
    if serverEnding == nil, refused != nil || isDeserted, !hasGivenUp, interruption == nil {
      blame(refused ?? .desertion(left: left, needed: needed))
      return giveUp(at: now, &effects)
    }
    effects.append(.killAll)
    self.deadline = nil
  }
}
