import Text

/// What a process says on standard error: sentences, a line each, in words or as JSON. On a terminal
/// they come above a pinned line, also where that is another process's, which draws it again.
public struct MessageLines: Sendable {
  private let speaker: String
  private let process: String
  private let isJSON: Bool
  private let isQuiet: Bool

  /// - Parameters:
  ///   - speaker: what a sentence begins with, such as `ps` or `worker worker-1`.
  ///   - process: what JSON calls the process; nil for the same.
  ///   - isJSON: whether the lines are JSON objects (`--log-format json`).
  ///   - isQuiet: whether only failures are said (`--quiet`).
  public init(
    of speaker: String, as process: String? = nil, isJSON: Bool = false, isQuiet: Bool = false
  ) {
    self.speaker = speaker
    self.process = process ?? speaker
    self.isJSON = isJSON
    self.isQuiet = isQuiet
  }

  /// The form that the arguments or the environment ask for by `--log-format`, for what is wrong with
  /// the arguments themselves.
  public init(of speaker: String, as process: String? = nil, asAskedForBy arguments: [String]) {
    let options = arguments.prefix { $0 != "--" }
    let given =
      zip(options, options.dropFirst() + [""]).compactMap { option, next in
        option == "--log-format"
          ? next
          : option.hasPrefix("--log-format=")
            ? String(option.dropFirst("--log-format=".count)) : nil
      }.last
    self.init(
      of: speaker, as: process,
      isJSON: (given ?? ThisProcess.environment("PS_LOG_FORMAT")) == "json")
  }

  /// Has this process tell in this form, too, of messages that were dropped since nobody read them.
  public func speakForProcess() {
    MessageQueue.standardError.tellsOfDropped { [self] count in
      encoded(MessageQueue.sentence(dropped: count), isFailure: true)
    }
  }

  /// Says something that is no failure.
  public func note(_ text: String) {
    if !isQuiet { say(text, isFailure: false) }
  }

  /// Says what failed.
  public func failure(_ text: String) {
    say(text, isFailure: true)
  }

  /// Shows a line of another process, its name in front; a line of JSON as it is, where all are.
  public func passOn(_ line: String, of process: String) {
    if isJSON {
      Console.error(MessageLine.passedOn(line, of: process, time: WallClock.seconds) + "\n")
    } else {
      Console.message("[\(process)] \(line)")
    }
  }

  private func say(_ text: String, isFailure: Bool) {
    Console.error(encoded(text, isFailure: isFailure))
  }

  /// The line, as it is written.
  private func encoded(_ text: String, isFailure: Bool) -> String {
    isJSON
      ? MessageLine.text(text, of: process, isFailure: isFailure, time: WallClock.seconds) + "\n"
      : Console.encoded("\(speaker): \(text)", isFailure ? .failure : .plain)
  }
}
