import Foundation
import FoundationXML
import RunLog
import Testing
import Text

@testable import Reports

@Suite struct RunReportTests {
  /// A run of which everything is out of the ordinary, with names that try to be markup.
  private static let log = """
    {"time":100,"event":"listening","generation":1,"version":0,"endpoint":"e","settings":[]}
    {"time":100.5,"event":"worker_joined","session":1,"worker":"<script>x</script>","host":"a&b","blas_kernel":"k","key":"k|ey"}
    {"time":101,"event":"started","step":0,"total_steps":4,"steps_per_epoch":2,"workers":1}
    {"time":102,"event":"step","step":1,"epoch":1,"loss":2.5,"learning_rate":0.1,"samples":10,"seconds":1,"workers":1,"staleness":0,"pull_seconds":0.1,"compute_seconds":0.6,"push_seconds":0.1,"wait_seconds":0.15,"update_seconds":0.05,"sent_bytes":2000,"received_bytes":1000}
    {"time":103,"event":"step","step":2,"epoch":1,"loss":1.5,"learning_rate":0.1,"samples":10,"seconds":1,"workers":1,"staleness":1,"pull_seconds":0.1,"compute_seconds":0.6,"push_seconds":0.1,"wait_seconds":0.15,"update_seconds":0.05,"sent_bytes":2000,"received_bytes":1000}
    {"time":103.5,"event":"evaluation","step":2,"epoch":1,"loss":1.25,"accuracy":0.625,"samples":8,"seconds":0.5}
    {"time":103.6,"event":"checkpoint_failed","step":2,"reason":"disk <full>","count":1}
    {"time":104,"event":"speculated","session":1,"worker":"<script>x</script>","units":2,"seconds":0.25}
    {"time":105,"event":"worker_left","session":1,"worker":"<script>x</script>","reason_code":"silent","reason":"it was silent for 1.0 s","seconds":1,"reassigned_units":2}
    {"time":105,"event":"waiting","for":"workers: 0 of 1 are ready"}
    {"time":109,"event":"worker_refused","worker":"other","reason":"kernel"}
    {"time":109,"event":"crowded","connections_max":20}
    {"time":110,"ev
    """

  private static func run(_ text: String = log, isServed: Bool = false) -> ReportedRun {
    var reading = RunLogReading()
    var record = RunRecord()
    Array(text.utf8).withUnsafeBytes { reading.read($0) { record.add($0) } }
    reading.finish { record.add($0) }
    record.finish()
    return ReportedRun(
      name: "<i>run</i>", record: record, reading: reading,
      job: ["mode": "async", "data": "digits", "batch": 10, "micro-batches": 2, "drop": 0],
      isServed: isServed, weights: .init(version: 2, digest: "abc123"))
  }

  @Test func `a page that stands by itself`() throws {
    let html = HTMLRendering.text(RunReport.document(Self.run()))
    let page = try XMLDocument(data: Data(html.utf8), options: [])
    #expect(try page.nodes(forXPath: "//script | //i").isEmpty)
    #expect(!html.contains("://"))
    #expect(try page.nodes(forXPath: "//h1").first?.stringValue == "Run <i>run</i>")
  }

  @Test func `says what happened`() {
    let markdown = MarkdownRendering.text(RunReport.document(Self.run()))
    for text in [
      "cut off: its server ended without a word", "| Steps | 2 of 4 |",
      "| Validation loss, last | 1.2500 |", "62.50 %", "| Throughput | 10 samples/s |",
      "it was silent for 1.0 s", "| failed checkpoint | step 2: disk \\<full\\> |",
      "| refused worker | other: kernel |",
      "| too many connections | more than 20: some were refused or closed |",
      "1 worker's session was lost",
      "The log's last line is cut", "`abc123`", "sent 2.00 kB and received 1.00 kB",
      "| compute | 600.000 | 60.0 % |", "`k\\|ey`", "No checkpoint became durable",
    ] {
      #expect(markdown.contains(text), "\(text)")
    }
    // Each staleness once, of what the log has, since no server has counted.
    #expect(markdown.contains("Over 2 updates a gradient had missed **0.50** updates"))
  }

  @Test func `going on, or over`() {
    #expect(Self.run(isServed: true).state == .goingOn)
    #expect(Self.run().state == .cutOff)
    let ended =
      Self.log.split(separator: "\n").dropLast().joined(separator: "\n")
      + #"\#n{"time":120,"event":"ended","outcome":"completed","reason":"done"}\#n"#
    #expect(Self.run(ended).state == .completed("done"))
    #expect(Self.run("").state == .neverBegan)
    _ = HTMLRendering.text(RunReport.document(Self.run("")))
  }

  @Test func `what an older log lacks is said`() {
    let old = Self.log.split(separator: "\n").map { line in
      line.contains(#""event":"step""#)
        ? String(line[..<(line.range(of: ",\"pull_seconds")?.lowerBound ?? line.endIndex)]) + "}"
        : String(line)
    }.joined(separator: "\n")
    let markdown = MarkdownRendering.text(RunReport.document(Self.run(old)))
    #expect(markdown.contains("The log does not split steps into parts"))
  }

  @Test func `as JSON`() throws {
    let json = try JSON.parse(RunReport.json(Self.run()).encoded())
    #expect(json["state"] == "cut off")
    #expect(json["last_step"] == 2)
    #expect(json["samples_per_second"] == 10.0)
    #expect(json["staleness_histogram"] == [1, 1])
    #expect(json["split"]?["compute_seconds"]?.doubleValue == 0.6)
    #expect(json["sessions"]?.arrayValue?.first?["is_lost"] == true)
    #expect(json["is_log_cut"] == true)
  }

  /// The rows of a table sum to its last: 2 s of steps, half a second of an evaluation, what a line
  /// says of waiting, and before training.
  @Test func `the whole log is accounted for`() {
    let markdown = MarkdownRendering.text(RunReport.document(Self.run()))
    for row in [
      "| 2 steps that the log has | 2.00 | 22.2 % |", "| 1 evaluation | 0.50 | 5.6 % |",
      "| before training: reading data, gathering workers | 1.00 | 11.1 % |",
      "| steps that the log leaves out, and between steps | 1.50 | 16.7 % |",
      "| waits of which the log has a line | 4.00 | 44.4 % |", "| the whole log | 9.00 | 100.0 % |",
    ] { #expect(markdown.contains(row), "\(row)") }
  }

  @Test func `one of a kind is said as one`() {
    let markdown = MarkdownRendering.text(RunReport.document(Self.run()))
    #expect(!markdown.contains(/\b1 (units|steps|workers|evaluations|times|checkpoints|results)\b/))
  }

  @Test func `a clock that was set back is said, and no time is less than none`() {
    let text = Self.log.replacing(#"{"time":103.5,"#, with: #"{"time":3.5,"#)
    let markdown = MarkdownRendering.text(RunReport.document(Self.run(text)))
    #expect(markdown.contains("The clock was set back 1 time, by 1 min 40 s in all"))
    #expect(!markdown.contains(/[|(] *-[0-9]/))
  }

  /// Numbers that no run has, in a log of a few hundred bytes.
  @Test(arguments: ["1e308", "-1e308", "5e-324", "1e17", "9223372036854775807", "-0.0"])
  func `any number gives a page`(number: String) throws {
    for key in [
      "time", "step", "version", "epoch", "loss", "learning_rate", "samples", "seconds",
      "update_seconds",
      "staleness", "sent_bytes", "accuracy", "units", "total_steps", "steps_per_epoch",
    ] {
      let text = Self.log.replacing(
        try Regex("\"\(key)\":[0-9.]+"), with: "\"\(key)\":\(number)")
      let run = Self.run(text)
      let html = HTMLRendering.text(RunReport.document(run))
      #expect(html.utf8.count < 1 << 20)
      _ = try XMLDocument(data: Data(html.utf8), options: [])
      _ = RunReport.json(run).encoded()
    }
  }

  /// Two servers with 90 s between them.
  @Test func `no line leads over a time without a server`() throws {
    func part(_ generation: Int, from time: Double, version: Int) -> String {
      let step = (version + 1...version + 4).map { number in
        """
        {"time":\(time + Double(number)),"event":"step","step":\(number),"epoch":1,"loss":1.5,\
        "samples":10,"seconds":0.5}
        {"time":\(time + Double(number) + 0.1),"event":"evaluation","step":\(number),"epoch":1,\
        "loss":1,"seconds":0.1}
        """
      }
      return """
        {"time":\(time),"event":"listening","generation":\(generation),"version":\(version)}
        \(step.joined(separator: "\n"))

        """
    }
    let run = Self.run(part(1, from: 100, version: 0) + part(2, from: 200, version: 4))
    let page = try XMLDocument(
      data: Data(HTMLRendering.text(RunReport.document(run)).utf8), options: [])
    for title in ["Loss by time", "Samples a second, over time"] {
      let lines = try page.nodes(
        forXPath: "//figure[h4='\(title)']/svg[contains(@class,'wide')]/polyline")
      let counts = lines.compactMap {
        ($0 as? XMLElement)?.attribute(forName: "points")?.stringValue?.split(separator: " ").count
      }
      #expect(counts == (title == "Loss by time" ? [4, 4, 4, 4] : [4, 4]), "\(title)")
    }
  }
}
