/// A line of JSON for a sentence that is no event of a run: what `--log-format json` shows instead of
/// it.
public enum MessageLine {
  /// A sentence of a process, without a line end: `time` (seconds since 1970), `event`, which is
  /// `message` or `failure`, `process` and `text`.
  public static func text(
    _ text: String, of process: String, isFailure: Bool, time: Double
  ) -> String {
    line(isFailure ? "failure" : "message", process, text, time)
  }

  /// A line that another process wrote: itself, where it is one of JSON, else an object with the
  /// event `output` that holds it.
  public static func passedOn(_ line: String, of process: String, time: Double) -> String {
    if line.hasPrefix("{"), (try? JSON.parse(line))?.objectValue != nil { return line }
    return Self.line("output", process, line, time)
  }

  private static func line(
    _ event: String, _ process: String, _ text: String, _ time: Double
  ) -> String {
    JSON.object([
      JSON.Member("time", .double(time)), JSON.Member("event", .string(event)),
      JSON.Member("process", .string(process)), JSON.Member("text", .string(text)),
    ]).description
  }
}
