import Testing

@Suite("Golden traces")
struct GoldenTraceTests {
  @Test("the coordinator", arguments: GoldenTrace.names(in: "Coordinator"))
  func coordinator(_ name: String) throws {
    try GoldenTrace.check(name, in: "Coordinator", ScriptedCoordinator())
  }

  @Test("the worker's session", arguments: GoldenTrace.names(in: "WorkerSession"))
  func workerSession(_ name: String) throws {
    try GoldenTrace.check(name, in: "WorkerSession", ScriptedWorkerSession())
  }

  @Test("the folders hold scenarios")
  func scenarios() {
    #expect(GoldenTrace.names(in: "Coordinator").count >= 15)
    #expect(GoldenTrace.names(in: "WorkerSession").count >= 6)
  }

  @Test("a trace that differs is shown from the first line that does")
  func difference() {
    #expect(GoldenTrace.difference(between: "a\nb\nc", and: "a\nb\nc") == nil)
    #expect(
      GoldenTrace.difference(between: "a\nb\nc", and: "a\nx\ny\nc")
        == "line 2:\n    a\n  - b\n  + x\n  + y")
  }
}
