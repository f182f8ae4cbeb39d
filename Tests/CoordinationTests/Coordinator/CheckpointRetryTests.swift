import Testing

@testable import Coordination

@Suite struct CheckpointRetryTests {
  @Test func `pauses double up to a minute, and begin anew`() {
    var retry = CheckpointRetry()
    #expect(retry.due == nil)
    let now = Instant(nanoseconds: 7)
    var pauses: [UInt64] = []
    for _ in 0..<9 {
      retry.failed(at: now)
      pauses.append((retry.due ?? now).nanoseconds - now.nanoseconds)
    }
    #expect(pauses == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { $0 * 1_000_000_000 })
    retry.begun()
    #expect(retry.due == nil && retry.failures == 9)
    retry.reset()
    retry.failed(at: now)
    #expect(retry.due == now + .seconds(1) && retry.failures == 1)
  }
}
