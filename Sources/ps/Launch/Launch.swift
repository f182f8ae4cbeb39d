import Coordination
import Platform

/// The processes of one launch, from the first start to the end of the last: does what the course
/// says, and tells it what happens.
final class Launch {
  /// A process of the launch. Each has a group of its own.
  private enum Process {
    case here(ChildProcess)
    case remote(RemoteWorker)

    var id: Int32 {
      switch self {
      case .here(let process): process.id
      case .remote(let worker): worker.id
      }
    }
  }

  private let options: LaunchOptions
  private let messages: MessageLines
  private let endpoints: LaunchEndpoints
  private let keys: LaunchKeys?
  private let notices: ServerNotices
  private let wakeup: Wakeup
  private let signals: Signals
  private let clock = MonotonicClock()
  private let serverPath: String
  private let plan: LaunchPlan
  private var course: LaunchCourse
  private var members: [(member: LaunchCourse.Member, process: Process)] = []

  init(
    _ options: LaunchOptions, endpoints: LaunchEndpoints, keys: LaunchKeys?,
    folder: TemporaryFolder, wakeup: Wakeup, signals: Signals
  ) throws {
    self.options = options
    messages = MessageLines(
      of: "ps", as: "ps launch", isJSON: options.showsJSON, isQuiet: options.isQuiet)
    messages.speakForProcess()
    self.endpoints = endpoints
    self.keys = keys
    self.wakeup = wakeup
    self.signals = signals
    plan = options.plan
    course = LaunchCourse(plan, at: clock.now)
    notices = try ServerNotices(folder.path + "/notices")
    guard let path = ThisProcess.executablePath else {
      throw RunFailure("can't find out where this program lies")
    }
    serverPath = path
  }

  /// Runs until all processes have ended, and answers the exit code.
  func run() throws -> Int32 {
    // A server that is killed leaves its line.
    Console.expectPinnedLine()
    defer { Console.endPinnedLine() }
    let server = try ChildProcess(
      [
        serverPath, "serve", "--bind=\(endpoints.server)", "--exit-with-parent",
        "--notices=\(notices.path)",
      ] + options.serverArguments + (keys?.serverArguments ?? []),
      takesSignals: true)
    members.append((.server, .here(server)))
    feed(.tick)
    while !course.isOver {
      takeSignals()
      takeNotices()
      showOutput()
      takeEnded()
      feed(.tick)
      guard !course.isOver else { break }
      wakeup.wait(until: course.nextTick ?? clock.now + .seconds(3600), watching: watched)
    }
    let (code, line) = course.conclusion()
    if let line { messages.failure(line) }
    return code
  }

  // MARK: - What happens

  private func takeSignals() {
    while let signal = signals.poll() {
      switch signal {
      case Signals.childEnded: break
      case Signals.suspend: feed(.suspend)
      default: feed(.signal(signal))
      }
    }
  }

  private func takeNotices() {
    for notice in notices.take() {
      switch notice {
      case .listening(let endpoint):
        endpoints.serverListens(at: endpoint)
        keys?.serverListens()
        feed(.serverListens)
      case .joined(let name): feed(.workerJoined(name: name))
      case .began: feed(.trainingBegan)
      }
    }
  }

  private func showOutput() {
    for case (_, .remote(let worker)) in members { worker.showOutput() }
  }

  private func takeEnded() {
    while let (id, ending) = ChildProcess.nextEnded(waiting: false) {
      guard let position = members.firstIndex(where: { $0.process.id == id }) else { continue }
      let (member, process) = members.remove(at: position)
      // What the server had said before counts first.
      takeNotices()
      var lastWords: String?
      if case .remote(let worker) = process { lastWords = worker.finishOutput() }
      feed(.ended(member, ending, lastWords: lastWords))
    }
  }

  private var watched: [Int32] {
    [notices.descriptor]
      + members.compactMap { _, process in
        if case .remote(let worker) = process { worker.outputDescriptor } else { nil }
      }
  }

  // MARK: - What is done

  private func feed(_ input: LaunchCourse.Input) {
    for effect in course.step(input, at: clock.now) { perform(effect) }
  }

  private func perform(_ effect: LaunchCourse.Effect) {
    switch effect {
    case .startWorker(let index):
      do {
        members.append((.worker(index), try start(plan.workers[index])))
      } catch {
        feed(.notStarted(worker: index, reason: "\(error)"))
      }
    case .signalServer(let signal):
      for case (.server, .here(let process)) in members { process.signal(signal) }
    case .endAll:
      for (_, process) in members {
        switch process {
        case .here(let process): process.signal(Signals.terminate)
        case .remote(let worker): worker.end()
        }
      }
    case .killAll:
      for (_, process) in members {
        switch process {
        case .here(let process): process.signal(Signals.kill)
        case .remote(let worker): worker.kill()
        }
      }
    case .suspend:
      suspend()
    case .note(let line):
      messages.note(line)
    case .say(let line):
      messages.failure(line)
    }
  }

  /// Stops all processes, then this one, and lets them go on when it is let go on.
  private func suspend() {
    for (_, process) in members { ChildProcess.signalGroup(process.id, Signals.stop) }
    Console.endPinnedLine()
    Console.settle()
    signals.suspendThisProcess()
    Console.expectPinnedLine()
    for (_, process) in members { ChildProcess.signalGroup(process.id, Signals.resume) }
    feed(.resumed)
  }

  private func start(_ worker: LaunchPlan.Worker) throws -> Process {
    // Keys of another run: an empty variable is as good as none.
    let noKeys = ["PS_WORKER_KEY=", "PS_SERVER_PUBLIC_KEY="]
    let arguments =
      [
        options.workerPath, "--name=\(worker.name)", "--quiet",
        "--log-format=\(options.showsJSON ? "json" : "text")",
      ]
      + (options.dataFolder.map { ["--data-dir=\($0)"] } ?? [])
      + ["--connect=\(endpoints.forWorkers(ofHost: worker.host))"]
    guard let host = worker.host, let remote = options.remote else {
      return .here(
        try ChildProcess(
          arguments + ["--exit-with-parent"] + (keys?.localArguments ?? []),
          environment: noKeys, takesSignals: true))
    }
    return .remote(
      try RemoteWorker(
        name: worker.name, host: remote.hosts[host], messages: messages, shell: remote.shell,
        arguments: arguments + ["--exit-with-input"]
          + (keys == nil ? [] : ["--keys-from-input"]),
        environment: noKeys + remote.environment, folder: remote.folder,
        input: keys?.input(ofHost: host) ?? ""))
  }
}
