import Glibc

/// Results that could not be written to standard output.
public enum OutputError: Error, Equatable, CustomStringConvertible {
  /// Whoever read it has gone: no mistake, and nothing is said of it.
  case readerGone
  /// This signal, which asks for an end, came while the reader was waited for.
  case interrupted(signal: Int32)
  /// The system could not write, for the reason with this number.
  case failed(code: Int32)

  /// What the program ends with: as if by SIGPIPE where the reader has gone, by the signal where one
  /// came, else 1.
  public var exitCode: Int32 {
    switch self {
    case .readerGone: 128 + SIGPIPE
    case .interrupted(let signal): 128 + signal
    case .failed: 1
    }
  }

  /// Whether the operator is to be told.
  public var isFailure: Bool { if case .failed = self { true } else { false } }

  /// One sentence.
  public var description: String {
    switch self {
    case .readerGone: "nobody reads standard output any more"
    case .interrupted(let signal): "signal \(signal) came while standard output was full"
    case .failed(EBADF): "can't write to standard output: it is closed"
    case .failed(let code): "can't write to standard output: \(String(cString: strerror(code)))"
    }
  }

  init(code: Int32) {
    self = code == EPIPE ? .readerGone : .failed(code: code)
  }
}
