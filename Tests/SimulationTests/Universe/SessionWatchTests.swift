import Coordination
import Testing

@testable import Simulation

@Suite("The watch over sessions")
struct SessionWatchTests {
  private static let hello = Hello(name: "w", host: "h", blasKernel: "k")
  private let session = SessionID(1)

  private func at(_ milliseconds: UInt64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  /// One that joined when the clock stood at 0.
  private func joined() -> SessionWatch {
    var watch = SessionWatch(heartbeatTimeout: .seconds(2))
    watch.reported(.workerJoined(session: session, hello: Self.hello, key: nil), at: at(0))
    return watch
  }

  @Test("objects to one that is silent for six timeouts and a heartbeat, and still there")
  func silence() {
    var watch = joined()
    #expect(watch.mistake(at: at(13_000)) == nil)
    #expect(watch.mistake(at: at(13_001))?.contains("has been silent for 13.001 s") == true)
    watch.heard(.arrived(version: 1), of: session, at: at(5_000))
    #expect(watch.mistake(at: at(18_000)) == nil)
    #expect(watch.mistake(at: at(18_001)) != nil)
    watch.reported(
      .workerLeft(session: session, name: "w", reason: .disconnected, reassigned: 0), at: at(18_001)
    )
    #expect(watch.mistake(at: at(99_000)) == nil)
  }

  /// A round trip of so many milliseconds, that ends at this time.
  private func exchange(_ roundTrip: UInt64, endingAt end: UInt64) -> WorkerMessage {
    .heartbeat(
      ClockEcho(
        serverSentAt: at(end - roundTrip - 5), receivedAt: at(end - roundTrip),
        sentAt: at(end - roundTrip + 5)))
  }

  @Test("objects to a clock that is told by a worse round trip than the best")
  func clocks() {
    var watch = joined()
    // Five milliseconds of each exchange are the worker's own.
    watch.heard(exchange(20, endingAt: 100), of: session, at: at(100))
    watch.reported(
      .clockCompared(session: session, name: "w", offset: 0, roundTrip: .milliseconds(20)),
      at: at(100))
    #expect(watch.mistake(at: at(100)) == nil)
    watch.heard(exchange(10, endingAt: 200), of: session, at: at(200))
    #expect(watch.mistake(at: at(200)) == nil)
    watch.heard(exchange(9, endingAt: 300), of: session, at: at(300))
    #expect(watch.mistake(at: at(300))?.contains("the best was 0.009 s") == true)
    watch.reported(
      .clockCompared(session: session, name: "w", offset: 0, roundTrip: .milliseconds(9)),
      at: at(300))
    #expect(watch.mistake(at: at(300)) == nil)
  }
}
