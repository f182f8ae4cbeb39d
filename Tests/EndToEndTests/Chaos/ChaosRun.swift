import Foundation
import Testing

/// A server and workers of a long run, to which things happen that a seed draws.
struct ChaosRun {
  private static let workersWanted = 4
  private static let workersMax = 6

  /// Something that happens.
  private enum Fault: CaseIterable {
    case killWorker, stopWorker, addWorker, dismissWorker, killServer, dismissServer
  }

  private struct Worker {
    let name: String
    let process: Running
    /// When it goes on, if it is stopped.
    var resumesAt: Date?
  }

  let run: DigitsRun
  private let port: UInt16
  private var draw: ChaosDraw
  private let start = Date()
  private var server: Running
  private var workers: [Worker] = []
  private var started = 0
  private(set) var faults = 0

  init(_ settings: ChaosSettings) throws {
    run = DigitsRun(scratch: try Scratch(), steps: settings.steps)
    draw = ChaosDraw(seed: settings.seed)
    // Below the ports that the system gives to others while the server is away.
    port = try #require(
      (0..<100).lazy.map { _ in .random(in: 20_000..<30_000) }
        .first { LoopbackSocket.isFree($0) })
    server = try Self.startServer(run, port, resuming: false)
    for _ in 0..<Self.workersWanted { try addWorker() }
  }

  private static func startServer(
    _ run: DigitsRun, _ port: UInt16, resuming: Bool
  ) throws -> Running {
    // In words, which are few: nobody reads them before the server's end.
    let server = try Running(
      Programs.ps,
      ["serve", "--bind=tcp://127.0.0.1:\(port)", "--out=\(run.out)", "--steps=\(run.steps)"]
        + ["--heartbeat-timeout=2", "--log-every=100"] + DigitsRun.job
        + (resuming ? ["--resume"] : []))
    if server.waitForLine(where: { $0.contains("listening at") }) == nil {
      Issue.record("the server did not start: \(server.waitForEnd())")
    }
    return server
  }

  /// Lets things happen until the time is over or the run is done.
  mutating func play(seconds: Int) throws {
    let end = start + Double(seconds)
    while Date() < end, server.isRunning {
      let next = Date() + Double(50 + draw.below(700)) / 1000
      wait(until: min(next, end)) { !$0.server.isRunning }
      guard server.isRunning, Date() < end else { break }
      faults += 1
      try happen(draw.pick(Fault.allCases))
    }
  }

  /// Lets the run finish undisturbed.
  mutating func finish() throws {
    for index in workers.indices { resume(index) }
    say("from here on undisturbed")
    let deadline = Date() + 180
    while Date() < deadline, server.isRunning {
      // Those that the last server told to end may not have ended yet.
      bury()
      while workers.count < Self.workersWanted, server.isRunning { try addWorker() }
      usleep(20_000)
    }
    if server.isRunning {
      Issue.record("the run did not finish: \(try run.log("step").last.map { "\($0)" } ?? "")")
      server.signal(SIGKILL)
    }
    let ending = server.waitForEnd()
    #expect(ending.code == 0, "\(ending.error)")
    say("the server has ended")
    // One that looked for a server just then has not heard of it.
    for worker in workers { worker.process.signal(SIGTERM) }
    for worker in workers { expectEnd(of: worker, code: 0) }
  }

  private mutating func happen(_ fault: Fault) throws {
    bury()
    let active = workers.indices.filter { workers[$0].resumesAt == nil }
    switch fault {
    case .killWorker:
      guard !workers.isEmpty else { return try addWorker() }
      let worker = workers.remove(at: draw.below(workers.count))
      say("kill -9 of \(worker.name)")
      worker.process.signal(SIGKILL)
      _ = worker.process.waitForEnd()
    case .stopWorker:
      guard !active.isEmpty else { return try addWorker() }
      let index = draw.pick(active)
      let milliseconds = 100 + draw.below(4000)
      say("\(workers[index].name) stands still for \(milliseconds) ms")
      workers[index].process.signal(SIGSTOP)
      workers[index].resumesAt = Date() + Double(milliseconds) / 1000
    case .addWorker:
      guard workers.count < Self.workersMax else { return }
      try addWorker()
    case .dismissWorker:
      guard !active.isEmpty else { return try addWorker() }
      let worker = workers.remove(at: draw.pick(active))
      say("\(worker.name) is told to leave")
      worker.process.signal(SIGTERM)
      expectEnd(of: worker, code: 0)
    case .killServer:
      say("kill -9 of the server")
      server.signal(SIGKILL)
      let ending = server.waitForEnd()
      #expect(ending.code == -SIGKILL || ending.code == 0, "\(ending.error)")
      if ending.code == 0 { return }
      try resumeServer()
    case .dismissServer:
      say("the server is told to stop")
      server.signal(SIGTERM)
      let ending = server.waitForEnd()
      #expect(ending.code == 0, "\(ending.error)")
      try resumeServer()
    }
    while workers.count < Self.workersWanted - 1 { try addWorker() }
  }

  private mutating func resumeServer() throws {
    let pause = draw.below(800)
    wait(until: Date() + Double(pause) / 1000) { _ in false }
    say("the server is resumed after \(pause) ms")
    server = try Self.startServer(run, port, resuming: true)
  }

  private mutating func addWorker() throws {
    started += 1
    let name = "worker-\(started)"
    say("\(name) comes")
    workers.append(
      Worker(
        name: name,
        process: try Running(
          Programs.worker,
          ["--connect=tcp://127.0.0.1:\(port)", "--name=\(name)", "--quiet"]
            + ["--server-timeout=60", "--heartbeat-timeout=2"])))
  }

  /// Takes out the workers that have ended by themselves: the server told them to.
  private mutating func bury() {
    for worker in workers where !worker.process.isRunning { expectEnd(of: worker, code: 0) }
    workers.removeAll { !$0.process.isRunning }
  }

  private func expectEnd(of worker: Worker, code: Int32) {
    let ending = worker.process.waitForEnd()
    #expect(ending.code == code, "\(worker.name): \(ending.error)")
  }

  private mutating func resume(_ index: Int) {
    guard workers[index].resumesAt != nil else { return }
    workers[index].resumesAt = nil
    workers[index].process.signal(SIGCONT)
  }

  /// Lets time pass until the deadline or until it is over, and those that stand still go on when
  /// their time has come.
  private mutating func wait(until deadline: Date, isOver: (ChaosRun) -> Bool) {
    while Date() < deadline, !isOver(self) {
      for index in workers.indices {
        if let time = workers[index].resumesAt, time <= Date() { resume(index) }
      }
      usleep(5000)
    }
  }

  private func say(_ what: String) {
    print("chaos: \(String(format: "%6.2f", Date().timeIntervalSince(start))) s  \(what)")
  }
}
