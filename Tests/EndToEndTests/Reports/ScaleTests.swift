import Foundation
import FoundationXML
import Testing
import Text

/// `ps scale` with real processes.
@Suite struct ScaleTests {
  private static let job = [
    "--data=digits", "--model=64-16-10", "--batch=64", "--micro-batches=8", "--seed=5",
  ]

  private static func scale(_ out: String, _ arguments: [String]) throws -> Running.Ending {
    try Running(Programs.ps, ["scale", "--out=\(out)"] + arguments).waitForEnd()
  }

  /// The report's figures are those that the runs' logs give, computed here from the lines alone.
  @Test func `figures recomputed from the runs`() throws {
    let scratch = try Scratch()
    let out = scratch.path("scaling")
    let ending = try Self.scale(
      out, ["--workers=1,2", "--repeats=2", "--warm-up=5", "--steps=30"] + Self.job)
    #expect(ending.code == 0, "\(ending.error)")
    #expect(ending.output == ["html", "md", "json"].map { "\(out)/scaling.\($0)\n" }.joined())
    let json = try JSON.parse(String(contentsOfFile: out + "/scaling.json", encoding: .utf8))
    let points = try #require(json["points"]?.arrayValue)
    #expect(
      points.compactMap { $0["point"]?.stringValue } == [
        "alone-batch-64", "workers-1-batch-64", "workers-2-batch-64", "workers-2-batch-128",
      ])
    for point in points where point["workers"] != 0 {
      let name = try #require(point["point"]?.stringValue)
      let runs = try #require(point["runs"]?.arrayValue)
      #expect(runs.count == 2)
      for (index, run) in runs.enumerated() {
        let folder = "\(out)/runs/\(name)-run-\(index + 1)"
        let job = try JSON.parse(String(contentsOfFile: folder + "/job.json", encoding: .utf8))
        #expect(job["batch"] == point["batch"])
        #expect(job["micro-batches"] == point["micro_batches"])
        let steps = try logged("step", in: folder)
        #expect(steps.count == 35)
        let times = steps.compactMap { $0["time"]?.doubleValue }
        let samples = steps.dropFirst(5).compactMap { $0["samples"]?.doubleValue }.reduce(0, +)
        #expect(run["samples"]?.doubleValue == samples)
        let throughput = samples / (times[34] - times[4])
        #expect(
          abs(try #require(run["samples_per_second"]?.doubleValue) / throughput - 1) < 1e-9)
        for key in ["compute_seconds", "wait_seconds", "sent_bytes"] {
          let values = steps.dropFirst(5).compactMap { $0[key]?.doubleValue }
          let mean = values.reduce(0, +) / 30
          #expect(abs(try #require(run[key]?.doubleValue) - mean) <= 1e-9 * (1 + mean))
        }
        #expect(!exists(folder + "/latest.safetensors"))
      }
      let speeds = runs.compactMap { $0["samples_per_second"]?.doubleValue }
      let listed =
        (json["strong"]?["points"]?.arrayValue ?? [])
        + (json["weak"]?["points"]?.arrayValue ?? [])
      let summary = try #require(listed.first { $0["point"]?.stringValue == name })
      let median = try #require(summary["samples_per_second_median"]?.doubleValue)
      #expect(abs(median - (speeds[0] + speeds[1]) / 2) < 1e-6 * median)
      let baseline = try #require(json["baseline_samples_per_second"]?.doubleValue)
      #expect(
        abs(try #require(summary["speed_up"]?.doubleValue) - median / baseline) < 1e-9)
    }
    // The process alone computes the very bits that server and workers do.
    #expect(json["is_theta_the_same"] == true)
    let digests = points.prefix(3).flatMap {
      ($0["runs"]?.arrayValue ?? []).compactMap { $0["theta_sha256"]?.stringValue }
    }
    #expect(digests.count == 6 && Set(digests).count == 1)
    let html = try String(contentsOfFile: out + "/scaling.html", encoding: .utf8)
    _ = try XMLDocument(data: Data(html.utf8), options: [])
    #expect(!html.contains("://"))

    // What was measured is not written over.
    let again = try Self.scale(out, ["--workers=1"] + Self.job)
    #expect(again.code == 2)
    #expect(
      again.error
        == "ps: '\(out)' holds runs of an earlier measurement: choose another --out\n")
  }

  @Test func `a mode in which steps overlap, and a target`() throws {
    let scratch = try Scratch()
    let out = scratch.path("scaling")
    let ending = try Self.scale(
      out,
      ["--workers=2", "--repeats=1", "--warm-up=0", "--steps=4000", "--scaling=strong"]
        + ["--mode=async", "--target-accuracy=0.7", "--quiet"] + Self.job)
    #expect(ending.code == 0, "\(ending.error)")
    #expect(ending.error == "")
    let json = try JSON.parse(String(contentsOfFile: out + "/scaling.json", encoding: .utf8))
    #expect(json["is_theta_the_same"] == .null)
    #expect(json["weak"] == nil)
    let run = try #require(json["points"]?.arrayValue?.last?["runs"]?.arrayValue?.first)
    let evaluation = try #require(
      try logged("evaluation", in: out + "/runs/workers-2-batch-64-run-1").last)
    #expect(try #require(evaluation["accuracy"]?.doubleValue) >= 0.7)
    #expect(run["steps_to_target"] == evaluation["version"])
    let text = try String(contentsOfFile: out + "/scaling.md", encoding: .utf8)
    #expect(text.contains("## Time to accuracy 0.7000"))
  }

  /// Two hosts that a shell of the test's own takes for this machine, as it is.
  @Test func `over hosts`() throws {
    let scratch = try Scratch()
    let shell = try scratch.write("shell", "#!/bin/sh\nshift\nexec sh -c \"$1\"\n")
    #expect(chmod(shell, 0o755) == 0)
    let out = scratch.path("scaling")
    let places = ["--hosts=h1:1,h2:2", "--remote-shell=\(shell)", "--bind=tcp://127.0.0.1:*"]
    let ending = try Self.scale(
      out,
      ["--workers=3", "--repeats=1", "--warm-up=2", "--steps=10", "--scaling=strong"] + places
        + Self.job)
    #expect(ending.code == 0, "\(ending.error)")
    let json = try JSON.parse(String(contentsOfFile: out + "/scaling.json", encoding: .utf8))
    let hosts = try #require(json["hosts"]?.arrayValue)
    #expect(hosts.map { $0["name"]?.stringValue } == ["h1", "h2"])
    for host in hosts {
      #expect(host["boot_id"] == json["home"]?["boot_id"])
      #expect(host["cores"] == json["home"]?["cores"])
    }
    let point = try #require(json["points"]?.arrayValue?.last)
    let machines = try #require(point["machines"]?.arrayValue)
    #expect(machines.count == 1 && machines[0]["processes"] == 4)
    #expect(json["is_theta_the_same"] == true)

    let few = try Self.scale(
      scratch.path("few"), ["--workers=4", "--scaling=strong"] + places + Self.job)
    #expect(few.code == 2)
    #expect(few.error == "ps: --workers asks for 4, but the hosts have places for 3 workers\n")
    let mute = try scratch.write("mute", "#!/bin/sh\necho no such host >&2\nexit 255\n")
    #expect(chmod(mute, 0o755) == 0)
    let gone = try Self.scale(
      scratch.path("gone"),
      ["--workers=1", "--hosts=h1", "--remote-shell=\(mute)"] + Self.job)
    #expect(gone.code == 1)
    #expect(
      gone.error == "ps: the host 'h1' does not say how many cores it has: no such host\n")
  }

  @Test(arguments: [
    (
      ["--workers=0"],
      "--workers must be numbers of workers from 1 to 1024 with commas between them, such as 1,2,4, "
        + "not '0'"
    ),
    (
      ["--workers=1,,2"],
      "--workers must be numbers of workers from 1 to 1024 with commas between them, such as 1,2,4, "
        + "not '1,,2'"
    ),
    (["--workers=2,2"], "--workers names 2 twice"),
    (
      ["--workers=1", "--scaling=both"], "--scaling must be strong, weak or strong,weak, not 'both'"
    ),
    (["--workers=1", "--repeats=0"], "--repeats must be a whole number from 1 to 1000, not '0'"),
    (
      ["--workers=1", "--steps=x"], "--steps must be a whole number from 1 to 1000000000, not 'x'"
    ),
    (
      ["--workers=16", "--scaling=strong"],
      "8 micro-batches are not work for 16 workers: give --micro-batches"
    ),
    (
      ["--workers=200", "--scaling=weak", "--micro-batches=8", "--batch=64"],
      "weak scaling to 200 workers would need a batch of 12800 samples in 1600 micro-batches, and at "
        + "most 1048576 in 1024 can be"
    ),
    (["--workers=1", "--epochs=3"], "unknown option '--epochs'"),
    (
      ["--workers=1", "--data=csv:nowhere.csv"],
      "can't read 'nowhere.csv': No such file or directory"
    ),
  ])
  func `nonsense`(arguments: [String], sentence: String) throws {
    let scratch = try Scratch()
    let ending = try Self.scale(scratch.path("scaling"), arguments)
    #expect(ending.code == 2)
    #expect(ending.error.hasPrefix("ps: \(sentence)"))
    #expect(!exists(scratch.path("scaling")))
  }

  @Test func `ctrl-C ends it in good order`() throws {
    let scratch = try Scratch()
    let out = scratch.path("scaling")
    let scale = try Running(
      Programs.ps,
      ["scale", "--workers=2", "--scaling=strong", "--steps=100000000", "--out=\(out)"]
        + ["--warm-up=1", "--repeats=1"] + Self.job)
    // The process alone comes first, and would never end either.
    scale.signal(SIGINT)
    let ending = scale.waitForEnd()
    #expect(ending.code == 130 || ending.code == -SIGINT)
    #expect(!exists(out + "/scaling.html"))
  }
}
