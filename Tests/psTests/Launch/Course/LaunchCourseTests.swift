import Coordination
import Jobs
import Platform
import Testing

@testable import ps

/// Launches that are told what happens, and what they do then.
struct LaunchCourseTests {
  /// A launch over two hosts, unless said otherwise, and its clock.
  struct Scene {
    var course: LaunchCourse
    var now = Instant(nanoseconds: 0)

    init(
      hosts: [Int] = [2, 1], restartsMax: Int = 0, workersExpected: Int? = nil,
      workersMin: Int = 1, isLocal: Bool = false
    ) {
      let expected = workersExpected ?? hosts.reduce(0, +)
      let plan: LaunchPlan =
        isLocal
        ? .local(
          workers: hosts.reduce(0, +), workersExpected: expected, workersMin: workersMin,
          restartsMax: restartsMax)
        : .over(
          hosts.enumerated().map { WorkerHost(address: "u@h\($0.offset + 1)", slots: $0.element) },
          workersExpected: expected, workersMin: workersMin, restartsMax: restartsMax)
      course = LaunchCourse(plan, at: now)
    }

    mutating func tell(_ input: LaunchCourse.Input) -> [LaunchCourse.Effect] {
      course.step(input, at: now)
    }

    /// All workers have been started and let in, and training has begun.
    mutating func begin(workers: Int = 3) {
      _ = tell(.serverListens)
      for index in 0..<workers { _ = tell(.workerJoined(name: "worker-\(index)")) }
      _ = tell(.trainingBegan)
    }

    mutating func pass(_ interval: Interval) -> [LaunchCourse.Effect] {
      now = now + interval
      return tell(.tick)
    }
  }

  private static let ended = ChildProcess.Ending.exited(0)

  @Test func `workers on hosts are started when the server listens`() {
    var scene = Scene()
    #expect(scene.tell(.tick) == [])
    #expect(scene.tell(.serverListens) == [.startWorker(0), .startWorker(1), .startWorker(2)])
    #expect(scene.tell(.tick) == [])
  }

  @Test func `workers on this machine are started at once`() {
    var scene = Scene(hosts: [2], isLocal: true)
    #expect(scene.tell(.tick) == [.startWorker(0), .startWorker(1)])
  }

  /// sshd turns away connections beyond a number that have not said yet who they are.
  @Test func `a host is asked for few at a time`() {
    var scene = Scene(hosts: [LaunchLimits.startsPerHostMax + 2, 1])
    let first = scene.tell(.serverListens)
    #expect(
      first
        == (0..<LaunchLimits.startsPerHostMax).map { .startWorker($0) }
        + [.startWorker(LaunchLimits.startsPerHostMax + 2)])
    #expect(scene.course.nextTick == nil)
    #expect(
      scene.tell(.workerJoined(name: "worker-0")) == [.startWorker(LaunchLimits.startsPerHostMax)])
    #expect(scene.tell(.workerJoined(name: "worker-0")) == [])
    #expect(scene.tell(.workerJoined(name: "someone")) == [])
    #expect(
      scene.tell(.workerJoined(name: "worker-5")) == [
        .startWorker(LaunchLimits.startsPerHostMax + 1)
      ])
  }

  @Test func `a run that is done`() {
    var scene = Scene()
    scene.begin()
    #expect(scene.tell(.ended(.worker(1), Self.ended, lastWords: nil)) == [])
    #expect(scene.tell(.ended(.server, Self.ended, lastWords: nil)) == [.endAll])
    #expect(!scene.course.isOver)
    _ = scene.tell(.ended(.worker(0), Self.ended, lastWords: nil))
    _ = scene.tell(.ended(.worker(2), .exited(255), lastWords: "cut off"))
    #expect(scene.course.isOver)
    #expect(scene.course.conclusion() == (0, nil))
  }

  @Test func `a host that goes away is said, and the others go on`() {
    var scene = Scene()
    scene.begin()
    let words = "Timeout, server h2 not responding."
    #expect(
      scene.tell(.ended(.worker(2), .exited(255), lastWords: words)) == [
        .say(
          "worker-2 on h2 ended with exit code 255: Timeout, server h2 not responding; "
            + "the others go on")
      ])
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    for index in 0..<2 { _ = scene.tell(.ended(.worker(index), Self.ended, lastWords: nil)) }
    #expect(scene.course.isOver)
    #expect(scene.course.conclusion() == (0, nil))
  }

  @Test func `when nothing is left it ends with the first cause`() {
    var scene = Scene()
    scene.begin()
    _ = scene.tell(.ended(.worker(1), .exited(137), lastWords: nil))
    _ = scene.tell(.ended(.worker(0), .exited(255), lastWords: "closed"))
    #expect(scene.tell(.ended(.worker(2), .exited(255), lastWords: "closed")) == [.endAll])
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    #expect(scene.course.isOver)
    #expect(
      scene.course.conclusion()
        == (1, "the first to fail: worker-1 on h1 was killed by signal 9"))
  }

  /// The server waits for all of them: it would wait for ever.
  @Test func `a worker that can't be started before training has begun ends the launch`() {
    var scene = Scene()
    _ = scene.tell(.serverListens)
    let words = "ssh: connect to host h2 port 22: No route to host"
    #expect(scene.tell(.ended(.worker(2), .exited(255), lastWords: words)) == [.endAll])
    _ = scene.tell(.ended(.worker(0), Self.ended, lastWords: nil))
    _ = scene.tell(.ended(.worker(1), Self.ended, lastWords: nil))
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    #expect(
      scene.course.conclusion()
        == (1, "the first to fail: worker-2 on h2 ended with exit code 255: \(words)"))
  }

  @Test func `fewer workers may be enough to begin with`() {
    var scene = Scene(workersExpected: 2)
    _ = scene.tell(.serverListens)
    let effects = scene.tell(.ended(.worker(2), .exited(255), lastWords: nil))
    #expect(effects == [.say("worker-2 on h2 ended with exit code 255; the others go on")])
    #expect(scene.tell(.ended(.worker(1), .exited(255), lastWords: nil)) == [.endAll])
  }

  @Test func `fewer than the least ends the launch in mid-run`() {
    var scene = Scene(workersMin: 3)
    scene.begin()
    #expect(scene.tell(.ended(.worker(0), .exited(255), lastWords: nil)) == [.endAll])
  }

  @Test func `a program that is not there`() {
    var scene = Scene()
    _ = scene.tell(.serverListens)
    _ = scene.tell(.ended(.worker(0), .exited(127), lastWords: "env: '/x/worker': No such file"))
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    #expect(
      scene.course.conclusion() == (
        1,
        "the first to fail: worker-0 on h1 ended with exit code 127: env: '/x/worker': No such file "
          + "(--worker-path says where the program 'worker' lies on the hosts)"
      ))
  }

  @Test func `a worker on a host is started again after a pause that grows`() {
    var scene = Scene(restartsMax: 2)
    scene.begin()
    let failed = LaunchCourse.Input.ended(.worker(2), .exited(255), lastWords: "gone")
    #expect(
      scene.tell(failed) == [
        .say("worker-2 on h2 ended with exit code 255: gone; it is started again")
      ])
    #expect(scene.course.nextTick == scene.now + LaunchLimits.restartPauseMin)
    #expect(scene.pass(.milliseconds(999)) == [])
    #expect(scene.pass(.milliseconds(1)) == [.startWorker(2)])
    _ = scene.tell(failed)
    #expect(scene.pass(.milliseconds(1999)) == [])
    #expect(scene.pass(.milliseconds(1)) == [.startWorker(2)])
    #expect(
      scene.tell(failed) == [
        .say("worker-2 on h2 ended with exit code 255: gone; the others go on")
      ])
  }

  @Test func `a worker on this machine is started again at once`() {
    var scene = Scene(hosts: [2], restartsMax: 1, isLocal: true)
    scene.begin(workers: 2)
    #expect(
      scene.tell(.ended(.worker(1), .killed(signal: 9), lastWords: nil)) == [
        .say("worker-1 was killed by signal 9; it is started again"), .startWorker(1),
      ])
  }

  @Test func `ctrl-C goes to the server, which tells the workers`() {
    var scene = Scene(restartsMax: 5)
    scene.begin()
    #expect(
      scene.tell(.signal(Signals.interrupt)) == [
        .note("stopping with a checkpoint; ctrl-C once more ends everything at once, without it"),
        .signalServer(Signals.interrupt),
      ])
    // What ends now is no failure, and is not started again.
    #expect(scene.tell(.ended(.worker(0), .exited(255), lastWords: nil)) == [])
    #expect(scene.tell(.ended(.worker(1), Self.ended, lastWords: nil)) == [])
    #expect(scene.tell(.ended(.server, .exited(130), lastWords: nil)) == [.endAll])
    // A host that does not answer is waited for, but not for ever.
    #expect(scene.pass(LaunchLimits.launchedProcessesTime) == [.killAll])
    _ = scene.tell(.ended(.worker(2), .killed(signal: 9), lastWords: nil))
    #expect(scene.course.isOver)
    #expect(scene.course.conclusion() == (130, nil))
  }

  @Test func `who presses ctrl-C again after a while has everything ended where it stands`() {
    var scene = Scene()
    scene.begin()
    _ = scene.tell(.signal(Signals.interrupt))
    // A key that is held down, or pressed twice, is no second wish.
    for _ in 0..<9 {
      #expect(scene.pass(.milliseconds(100)) == [])
      #expect(scene.tell(.signal(Signals.interrupt)) == [])
    }
    #expect(scene.pass(.milliseconds(100)) == [])
    #expect(
      scene.tell(.signal(Signals.interrupt)) == [
        .say("ended at once, as it was asked for again: no checkpoint of the last steps"), .killAll,
      ])
    _ = scene.tell(.ended(.server, .killed(signal: 9), lastWords: nil))
    for index in 0..<3 {
      _ = scene.tell(.ended(.worker(index), .killed(signal: 9), lastWords: nil))
    }
    #expect(scene.course.conclusion() == (130, nil))
  }

  @Test func `a signal that ends others is passed on to the server, and its code counts`() {
    var scene = Scene()
    scene.begin()
    let hangUp: Int32 = 1
    #expect(scene.tell(.signal(hangUp)) == [.signalServer(hangUp)])
    _ = scene.tell(.ended(.server, .exited(129), lastWords: nil))
    #expect(scene.course.conclusion() == (129, nil))
  }

  @Test func `a checkpoint that is asked for is the server's to write, and nothing ends`() {
    var scene = Scene()
    scene.begin()
    #expect(scene.tell(.signal(Signals.checkpoint)) == [.signalServer(Signals.checkpoint)])
    #expect(scene.tell(.signal(Signals.checkpoint)) == [.signalServer(Signals.checkpoint)])
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    #expect(scene.tell(.signal(Signals.checkpoint)) == [])
    #expect(scene.course.conclusion() == (0, nil))
  }

  /// The time for which they were stopped is not theirs.
  @Test func `what was to end when it was stopped has its time afterwards`() {
    var scene = Scene(hosts: [2], isLocal: true)
    scene.begin(workers: 2)
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    #expect(scene.tell(.suspend) == [.suspend])
    scene.now = scene.now + .seconds(1000)
    #expect(scene.tell(.resumed) == [])
    #expect(scene.tell(.tick) == [])
    #expect(scene.pass(LaunchLimits.launchedProcessesTime) == [.killAll])
  }

  @Test func `ctrl-Z over hosts says how long their workers wait`() {
    var scene = Scene()
    scene.begin()
    #expect(
      scene.tell(.suspend) == [
        .note(
          "stopped; workers on other hosts give up when the server has been stopped for a minute"),
        .suspend,
      ])
  }

  @Test func `ctrl-C while a worker waits to be started again`() {
    var scene = Scene(restartsMax: 1)
    scene.begin()
    _ = scene.tell(.ended(.worker(2), .exited(255), lastWords: nil))
    _ = scene.tell(.signal(Signals.interrupt))
    #expect(scene.course.nextTick == nil)
    #expect(scene.pass(.seconds(60)) == [])
  }

  @Test func `a server that fails takes the workers with it`() {
    var scene = Scene()
    scene.begin()
    #expect(scene.tell(.ended(.server, .killed(signal: 9), lastWords: nil)) == [.endAll])
    for index in 0..<3 {
      #expect(scene.tell(.ended(.worker(index), .exited(1), lastWords: "lost")) == [])
    }
    #expect(
      scene.course.conclusion() == (1, "the first to fail: the server was killed by signal 9"))
  }

  @Test func `a server that finds a mistake before it listens starts nobody`() {
    var scene = Scene()
    #expect(scene.tell(.ended(.server, .exited(2), lastWords: nil)) == [.endAll])
    #expect(scene.course.isOver)
    // It has said itself what is wrong.
    #expect(scene.course.conclusion() == (2, nil))
  }

  @Test func `a refused worker is the cause if the server finds nothing wrong`() {
    var scene = Scene()
    _ = scene.tell(.serverListens)
    let words = "worker worker-2: refused: its BLAS kernel is Haswell"
    #expect(scene.tell(.ended(.worker(2), .exited(2), lastWords: words)) == [])
    #expect(scene.pass(LaunchLimits.launchedProcessesTime) == [.endAll])
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    #expect(
      scene.course.conclusion()
        == (2, "the first to fail: worker-2 on h2 ended with exit code 2: \(words)"))
  }

  @Test func `workers that leave in good order before the run is over`() {
    var scene = Scene(hosts: [1, 1], workersMin: 2)
    scene.begin(workers: 2)
    #expect(scene.tell(.ended(.worker(0), Self.ended, lastWords: nil)) == [])
    #expect(scene.pass(LaunchLimits.launchedProcessesTime) == [.endAll])
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    _ = scene.tell(.ended(.worker(1), Self.ended, lastWords: nil))
    #expect(
      scene.course.conclusion() == (
        1,
        "the first to fail: so many workers have left before the run was over that 1 of at least 2 "
          + "are there"
      ))
  }

  @Test func `a worker that can't be started at all`() {
    var scene = Scene()
    _ = scene.tell(.serverListens)
    #expect(scene.tell(.notStarted(worker: 1, reason: "no memory")) == [.endAll])
    _ = scene.tell(.ended(.server, Self.ended, lastWords: nil))
    #expect(
      scene.course.conclusion() == (
        1, "the first to fail: worker-1 on h1 can't be started: no memory"
      ))
  }
}
