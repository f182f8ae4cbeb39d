import Foundation
import Testing

/// SIGUSR1, which schedulers send before a job's time is over.
struct CheckpointRequestTests {
  @Test func `a checkpoint on request, and the run goes on`() throws {
    let run = DigitsRun(
      scratch: try Scratch(), steps: DigitsRun.manySteps, extra: ["--checkpoint-every=1000000"])
    let server = try run.server()
    let worker = try run.worker()
    server.waitForStep(20)
    worker.signal(SIGUSR1)
    server.signal(SIGUSR1)
    let step = try #require(server.waitForEvent("checkpoint")?["version"]?.integerValue)
    #expect((20..<Int64(DigitsRun.manySteps)).contains(step))
    #expect(server.waitForEnd().code == 0)
    #expect(worker.waitForEnd().code == 0)
    #expect(try run.hash() == SameBitsTests.longReference.get())
    #expect(try run.log("checkpoint").count == 2)
  }
}
