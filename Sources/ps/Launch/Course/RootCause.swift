import CommandLineParsing
import Platform

/// What went wrong first: all that follows is a consequence.
struct RootCause: Equatable {
  /// Who, where, and how it ended.
  let sentence: String
  /// What the launch ends with.
  let code: Int32

  /// Workers have left in good order although the run was not over.
  static func desertion(left: Int, needed: Int) -> RootCause {
    RootCause(
      sentence: left == 0
        ? "all workers have left before the run was over"
        : "so many workers have left before the run was over that \(left) of at least \(needed) "
          + "are there",
      code: ExitCode.failure.rawValue)
  }

  private init(sentence: String, code: Int32) {
    self.sentence = sentence
    self.code = code
  }

  /// A worker that could not even be started.
  init(notStarted title: String, reason: String) {
    sentence = "\(title) can't be started: \(reason)"
    code = ExitCode.failure.rawValue
  }

  /// A process that failed on this machine.
  init(_ title: String, _ ending: ChildProcess.Ending) {
    sentence = "\(title) \(ending.sentence)"
    code = if case .exited(let code) = ending { code } else { ExitCode.failure.rawValue }
  }

  /// A worker that failed on another host, or could not be reached there.
  ///
  /// - Parameters:
  ///   - ending: that of the remote shell.
  ///   - lastWords: the last line that came from there.
  init(remote title: String, _ ending: ChildProcess.Ending, lastWords: String?) {
    // A sentence of its own becomes a part of this one.
    let reason = lastWords.map { ": \($0.hasSuffix(".") ? $0.dropLast() : $0[...])" } ?? ""
    let advice =
      switch ending {
      case .exited(126), .exited(127):
        " (--worker-path says where the program 'worker' lies on the hosts)"
      default: ""
      }
    sentence = "\(title) \(ending.asTold.sentence)\(reason)\(advice)"
    // The remote shell's own codes mean nothing to whoever called us.
    code =
      ending == .exited(ExitCode.usage.rawValue)
      ? ExitCode.usage.rawValue : ExitCode.failure.rawValue
  }
}

extension ChildProcess.Ending {
  /// Such as `was killed by signal 9`.
  var sentence: String {
    switch self {
    case .exited(let code): "ended with exit code \(code)"
    case .killed(let signal): "was killed by signal \(signal)"
    }
  }

  /// How the worker ended whose remote shell ended so: with its code, or 128 + n after signal n.
  var asTold: ChildProcess.Ending {
    if case .exited(let code) = self, 129...192 ~= code { return .killed(signal: code - 128) }
    return self
  }
}
