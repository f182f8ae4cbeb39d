import Foundation
import Testing

/// `cluster/slurm` in a Slurm cluster of three nodes on this machine.
@Suite(.enabled(if: LocalSlurm.obstacle == nil, Comment(rawValue: LocalSlurm.obstacle ?? "")))
struct SlurmTests {
  private static let folder = Testbed.clusterFolder.appendingPathComponent("slurm")

  /// Runs a script on a cluster's first node.
  private func onCluster(_ script: String, in scratch: Scratch) throws -> Running.Ending {
    // Slower than one host, so that what happens in mid-run does.
    try Running(
      Self.folder.appendingPathComponent("local-cluster"),
      [
        "--hosts=3", "--rate=200mbit", "--", "bash", "-euc", "cd '\(scratch.path("."))'\n\(script)",
      ],
      environment: ["LOCKSTEP_BIN": Programs.folder.path]
    ).waitForEnd()
  }

  @Test func `jobs that are requeued in the middle end with the bits of one that was not`() throws {
    let outOfTime = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let requeued = DigitsRun(scratch: try Scratch(), steps: DigitsRun.manySteps)
    let scratch = try Scratch()
    let job = (DigitsRun.job + ["--steps=\(DigitsRun.manySteps)", "--log-every=1"])
      .joined(separator: " ")
    let ending = try onCluster(
      """
      submit() { # OUT
        sbatch --parsable --nodes=3 \(Self.folder.path)/train.sbatch \(job) --out "$1"
      }
      until_step_20() { # OUT
        until grep -q '"event":"step","version":20,' "$1/log.jsonl" 2>/dev/null; do sleep 0.05; done
      }
      # As Slurm does when a job's time is nearly over.
      first=$(submit \(outOfTime.out))
      until_step_20 \(outOfTime.out)
      scancel --batch --signal=USR1 "$first"
      # As Slurm does when a job is preempted or a node fails.
      second=$(submit \(requeued.out))
      until_step_20 \(requeued.out)
      scontrol requeue "$second"
      until [ -z "$(squeue --noheader)" ]; do sleep 0.2; done
      cat lockstep-*.log >&2
      """, in: scratch)
    #expect(ending.code == 0, "\(ending.error)")
    for run in [outOfTime, requeued] {
      #expect(try run.hash() == SameBitsTests.longReference.get())
      let servers = try run.log("listening")
      #expect(servers.map { $0["generation"] } == [.integer(1), .integer(2)])
      // Where it listens and for whom it waits was found out, and who said so is in the log.
      let settings = servers.last?["settings"]?.arrayValue?.compactMap(\.stringValue) ?? []
      #expect(settings.contains("workers-expected 3 (SLURM_NTASKS)"))
      #expect(
        settings.contains { $0.hasPrefix("bind tcp://*:2000") && $0.hasSuffix("(SLURM_JOB_ID)") })
      let keys = try run.log("worker_joined").map { $0["key"]?.stringValue }
      #expect(keys.count == 6 && keys.allSatisfy { $0 == "worker" })
    }
    // One had the time for a checkpoint.
    #expect(try outOfTime.log("listening").last?["version"]?.integerValue ?? 0 >= 20)
  }

  @Test func `a launch over the nodes of an allocation`() throws {
    let run = DigitsRun(scratch: try Scratch())
    let ending = try onCluster(
      """
      salloc --quiet --nodes=3 \(Programs.ps.path) launch --hosts h2:2,h3 \
        --remote-shell \(Self.folder.path)/on-node --out \(run.out) --steps=\(run.steps) \
        \(DigitsRun.job.joined(separator: " "))
      """, in: run.scratch)
    #expect(ending.code == 0, "\(ending.error)")
    #expect(try run.hash() == SameBitsTests.reference.get())
    let joined = try run.log("worker_joined").compactMap { $0["host"]?.stringValue }
    #expect(joined.sorted() == ["h2", "h2", "h3"])
  }
}
