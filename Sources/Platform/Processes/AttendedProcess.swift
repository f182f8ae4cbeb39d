import Glibc

/// A child process that this one holds the standard input of, and whose standard output and error it
/// reads, as one.
///
/// Its input is at its end when it is closed here, or when this process ends in whatever way.
public final class AttendedProcess {
  private let process: ChildProcess
  private let input: Pipe
  private let output: Pipe

  /// The system's number for it.
  public var id: Int32 { process.id }

  /// Readable when it has written something; nil when it will write no more.
  public private(set) var outputDescriptor: Int32?

  /// Starts a program with this process's environment.
  ///
  /// - Parameters:
  ///   - arguments: the program's path first.
  ///   - input: what it finds in its standard input first, at most as much as a pipe holds.
  public init(_ arguments: [String], input text: String) throws(FileError) {
    input = try Pipe()
    output = try Pipe()
    try input.put(text)
    process = try ChildProcess(
      arguments, environment: ThisProcess.environmentEntries,
      redirecting: [(input.reading, 0), (output.writing, 1), (output.writing, 2)])
    input.closeReading()
    output.closeWriting()
    outputDescriptor = output.reading
  }

  /// What it has written since it was last asked for. Does not wait.
  public func takeOutput() -> [UInt8] {
    guard outputDescriptor != nil else { return [] }
    let (bytes, isAtEnd) = output.available()
    if isAtEnd { outputDescriptor = nil }
    return bytes
  }

  /// Ends its standard input.
  public func closeInput() { input.closeWriting() }

  /// Kills it, and what it has started that is still of its group.
  public func killGroup() {
    closeInput()
    kill(-process.id, SIGKILL)
  }
}
