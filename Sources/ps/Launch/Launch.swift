import CommandLineParsing
import Coordination
import Platform

/// The processes of one launch, from the first start to the end of the last.
final class Launch {
  /// A process of the launch, and what it is called.
  private struct Member {
    let name: String
    let process: ChildProcess
    let isServer: Bool
  }

  /// What went wrong first: all that follows is a consequence.
  private struct RootCause {
    let sentence: String
    let code: Int32

    static let desertion = RootCause(
      sentence: "all workers have left before the run was over", code: ExitCode.failure.rawValue)

    private init(sentence: String, code: Int32) {
      self.sentence = sentence
      self.code = code
    }

    init(_ member: Member, _ ending: ChildProcess.Ending) {
      sentence = "\(member.name) \(ending.sentence)"
      code = if case .exited(let code) = ending { code } else { ExitCode.failure.rawValue }
    }
  }

  private let options: LaunchOptions
  private let messages: MessageLines
  private let endpoint: String
  private let workersEndpoint: String
  private let wakeup: Wakeup
  private let signals: Signals
  private let clock = MonotonicClock()
  private let serverPath: String
  private let workerPath: String
  private var members: [Member] = []
  private var restartsLeft: Int
  private var rootCause: RootCause?
  /// The first worker that would not take part: the cause, if the server finds nothing wrong.
  private var refused: RootCause?
  private var serverEnding: ChildProcess.Ending?
  /// When those that should have ended are ended.
  private var deadline: Instant?
  private var interruptions = 0
  /// No worker was left, so the server was told to end.
  private var hasGivenUp = false
  /// No worker is left, though none has failed.
  private var isDeserted = false

  init(
    _ options: LaunchOptions, endpoint: String, workersEndpoint: String, wakeup: Wakeup,
    signals: Signals
  ) throws {
    self.options = options
    messages = MessageLines(
      of: "ps", as: "ps launch", isJSON: options.showsJSON, isQuiet: options.isQuiet)
    self.endpoint = endpoint
    self.workersEndpoint = workersEndpoint
    self.wakeup = wakeup
    self.signals = signals
    restartsLeft = options.restartsMax
    guard let path = ThisProcess.executablePath else {
      throw RunFailure("can't find out where this program lies")
    }
    serverPath = path
    workerPath = Files.folder(of: path) + "/worker"
    guard Files.exists(workerPath) else {
      throw RunFailure("there is no program 'worker' beside '\(path)'")
    }
  }

  /// Runs until all processes have ended, and answers the exit code.
  func run() throws -> Int32 {
    // A server that is killed leaves its line.
    Console.expectPinnedLine()
    defer { Console.endPinnedLine() }
    let server = try ChildProcess(
      [serverPath, "serve", "--bind=\(endpoint)", "--exit-with-parent"]
        + options.serverArguments)
    members.append(Member(name: "the server", process: server, isServer: true))
    do {
      for index in 0..<options.workers { try startWorker(index) }
      while !members.isEmpty {
        takeSignals()
        takeEnded()
        enforceDeadline()
        if members.isEmpty { break }
        wakeup.wait(until: deadline ?? clock.now + .seconds(3600))
      }
    } catch {
      for member in members { member.process.signal(Signals.kill) }
      while ChildProcess.nextEnded(waiting: true) != nil {}
      throw error
    }
    return conclude()
  }

  private func startWorker(_ index: Int) throws {
    let name = "worker-\(index)"
    let process = try ChildProcess(
      [
        workerPath, "--connect=\(workersEndpoint)", "--name=\(name)", "--quiet",
        "--exit-with-parent", "--log-format=\(options.showsJSON ? "json" : "text")",
      ],
      // A gradient is computed by one thread; idle ones of the BLAS library would only take time.
      environment: ["OPENBLAS_NUM_THREADS=1"])
    members.append(Member(name: name, process: process, isServer: false))
  }

  private func takeSignals() {
    while let signal = signals.poll() {
      guard signal == Signals.interrupt || signal == Signals.terminate else { continue }
      interruptions += 1
      // The server writes a checkpoint and tells the workers; who insists gets an end at once.
      for member in members where interruptions > 1 || member.isServer {
        member.process.signal(interruptions > 1 ? Signals.kill : signal)
      }
      if !members.contains(where: \.isServer) { endAll() }
    }
  }

  private func takeEnded() {
    while let (id, ending) = ChildProcess.nextEnded(waiting: false) {
      guard let position = members.firstIndex(where: { $0.process.id == id }) else { continue }
      let member = members.remove(at: position)
      if member.isServer {
        serverEnding = ending
        if ending != .exited(0) { blame(member, ending) }
        // Workers that have been told that the run is over are ending; others, of a server that
        // failed, would look for another one. None has anything to lose.
        endAll(within: Limits.orphanedWorkersTime)
      } else if ending != .exited(0), serverEnding == nil {
        lost(member, ending)
      } else if serverEnding == nil, !members.contains(where: { !$0.isServer }) {
        // The last has left in good order: the run is over, or it was told to.
        isDeserted = true
        deadline = deadline ?? clock.now + Limits.launchedProcessesTime
      }
    }
  }

  /// A worker ended while the server goes on.
  private func lost(_ member: Member, _ ending: ChildProcess.Ending) {
    let isLast = !members.contains { !$0.isServer }
    if ending == .exited(ExitCode.usage.rawValue) {
      // It has said what is wrong with the job or its data, which the server finds out as well.
      refused = refused ?? RootCause(member, ending)
      if isLast { deadline = clock.now + Limits.launchedProcessesTime }
      return
    }
    if interruptions == 0, restartsLeft > 0 {
      restartsLeft -= 1
      messages.failure("\(member.name) \(ending.sentence); it is started again")
      let index = Int(member.name.split(separator: "-").last ?? "") ?? 0
      if (try? startWorker(index)) != nil { return }
      messages.failure("\(member.name) can't be started again")
    }
    blame(member, ending)
    if isLast {
      giveUp()
    } else if interruptions == 0 {
      messages.failure("\(member.name) \(ending.sentence); the others go on")
    }
  }

  /// Ends the server, since no worker is left.
  private func giveUp() {
    hasGivenUp = true
    endAll()
  }

  private func blame(_ member: Member, _ ending: ChildProcess.Ending) {
    guard rootCause == nil, interruptions == 0 else { return }
    rootCause = RootCause(member, ending)
  }

  private func endAll(within time: Interval = Limits.launchedProcessesTime) {
    for member in members { member.process.signal(Signals.terminate) }
    deadline = clock.now + time
  }

  private func enforceDeadline() {
    guard let deadline, clock.now >= deadline else { return }
    if serverEnding == nil, refused != nil || isDeserted, !hasGivenUp, interruptions == 0 {
      rootCause = rootCause ?? refused ?? .desertion
      return giveUp()
    }
    for member in members { member.process.signal(Signals.kill) }
    self.deadline = nil
  }

  /// The server's word counts; a run that it finished is done, whatever became of single workers.
  private func conclude() -> Int32 {
    guard let serverEnding else { return ExitCode.failure.rawValue }
    if interruptions > 0 { return serverEnding.code }
    if serverEnding == .exited(0), !hasGivenUp { return ExitCode.success.rawValue }
    if let rootCause {
      messages.failure("the first to fail: \(rootCause.sentence)")
      return rootCause.code
    }
    return serverEnding.code
  }
}

extension ChildProcess.Ending {
  /// Such as `was killed by signal 9`.
  fileprivate var sentence: String {
    switch self {
    case .exited(let code): "ended with exit code \(code)"
    case .killed(let signal): "was killed by signal \(signal)"
    }
  }
}
