import Coordination
import RunLog
import Testing

@testable import ps

struct ServerNoticesTests {
  /// From the lines that a server writes.
  @Test func `what a server tells`() {
    func notice(_ event: RunLogEntry.Event) -> ServerNotices.Notice? {
      ServerNotices.Notice(RunLogEntry(time: 1, event).line)
    }
    #expect(
      notice(
        .listening(
          ServerStart(generation: 1, version: 0, endpoint: "tcp://10.0.0.1:5555", settings: ["a"])))
        == .listening("tcp://10.0.0.1:5555"))
    #expect(
      notice(
        .run(
          .workerJoined(
            session: SessionID(3), hello: Hello(name: "worker-1", host: "h", blasKernel: "Zen"),
            key: nil))) == .joined("worker-1"))
    #expect(
      notice(.run(.started(version: 0, totalSteps: 1, stepsPerEpoch: 1, workers: 1))) == .began)
    #expect(notice(.run(.discarded(badFrames: 1, strayMessages: 2))) == nil)
    #expect(ServerNotices.Notice("half a li") == nil)
  }
}
