import Jobs
import Platform

/// A worker on another host: here, the remote shell that runs it.
final class RemoteWorker {
  private let process: AttendedProcess
  /// Who says what it writes: `h1 worker-0`.
  private let speaker: String
  private let messages: MessageLines
  private var lines = OutputLines()

  /// The remote shell's process.
  var id: Int32 { process.id }

  /// Readable when it has written something; nil when it will write no more.
  var outputDescriptor: Int32? { process.outputDescriptor }

  /// Starts one.
  ///
  /// - Parameters:
  ///   - arguments: the worker's, the program first.
  ///   - environment: variables that it gets besides those of the host, `NAME=value`.
  ///   - folder: where it is started, if that exists there.
  ///   - input: what it finds in its standard input first.
  init(
    name: String, host: WorkerHost, messages: MessageLines, shell: RemoteShell, arguments: [String],
    environment: [String], folder: String, input: String
  ) throws {
    self.messages = messages
    speaker = "\(host.name) \(name)"
    let commandLine = RemoteCommandLine.text(
      arguments, environment: environment, folder: folder)
    process = try AttendedProcess(
      shell.arguments(host: host.address, commandLine: commandLine), input: input)
  }

  /// Shows what it has written, by whole lines.
  func showOutput() { show(lines.take(process.takeOutput())) }

  /// Shows what is left after its end, and answers the last line that it has written.
  func finishOutput() -> String? {
    showOutput()
    show(lines.takeRest())
    return lines.lastWords
  }

  /// Tells the worker to end, by the end of its standard input.
  func end() { process.closeInput() }

  /// Cuts the worker off, which ends it too.
  func kill() { process.killGroup() }

  private func show(_ lines: [String]) {
    for line in lines { messages.passOn(line, of: speaker) }
  }
}
