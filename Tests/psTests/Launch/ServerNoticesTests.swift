import Coordination
import Testing
import Wire

@testable import ps

struct ServerNoticesTests {
  /// From the lines that a server writes.
  @Test func `what a server tells`() {
    let opening = RunLogLine.opening(
      time: 1, generation: 1, version: 0, endpoint: "tcp://10.0.0.1:5555", settings: ["a"])
    #expect(ServerNotices.Notice(opening) == .listening("tcp://10.0.0.1:5555"))
    let joined = RunLogLine.text(
      .workerJoined(
        session: SessionID(3), hello: Hello(name: "worker-1", host: "h", blasKernel: "Zen"),
        key: nil),
      time: 1)
    #expect(ServerNotices.Notice(joined) == .joined("worker-1"))
    let started = RunLogLine.text(
      .started(version: 0, totalSteps: 1, stepsPerEpoch: 1, workers: 1), time: 1)
    #expect(ServerNotices.Notice(started) == .began)
    #expect(
      ServerNotices.Notice(RunLogLine.text(.discarded(badFrames: 1, strayMessages: 2), time: 1))
        == nil)
    #expect(ServerNotices.Notice("half a li") == nil)
  }
}
