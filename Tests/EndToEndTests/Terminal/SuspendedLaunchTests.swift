import Foundation
import Glibc
import Testing

/// ctrl-Z in the terminal of a launch.
struct SuspendedLaunchTests {
  private func steps(_ scratch: Scratch) -> Int64 {
    (try? logged("step", in: scratch.path("run")))?.last?["step"]?.integerValue ?? 0
  }

  /// A process that no shell could let go on is not stopped: the session's first, as in a container.
  @Test func `ctrl-Z where nobody could let it go on`() throws {
    let scratch = try Scratch()
    let run = try OnTerminal(
      Programs.ps,
      ["launch", "--workers=1", "--out=\(scratch.path("run"))", "--log-every=1"] + DigitsRun.job
        + ["--steps=100000000"], columns: 100)
    #expect(run.read { !$0.isCursorVisible })
    wait { steps(scratch) > 0 }
    run.type([0x1A])
    let before = steps(scratch)
    wait { steps(scratch) > before + 500 }
    run.signal(SIGTERM)
    #expect(run.waitForEnd() == 0)
  }
}
