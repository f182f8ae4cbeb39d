import Benchmarking
import CommandLineParsing
import Coordination
import Platform

/// `ps benchmark link --bind` on one host and `--connect` on another: does all get from the one to the
/// other, and how fast?
enum LinkProbe {
  private static let group = "Between two hosts (link)"

  static let options: [CommandOption] = [
    CommandOption(
      "bind", value: "ENDPOINT", form: .suggestions(["tcp://"]),
      summary: "Answer, at this address, what the other host asks, as ps serve --bind would",
      group: group),
    CommandOption(
      "connect", value: "ENDPOINT", form: .suggestions(["tcp://"]),
      summary: "Ask the host that answers at this address, as worker --connect would", group: group),
    CommandOption(
      "key", value: "FILE", form: .file,
      summary: "The own key pair: with --bind the server's, with --connect a worker's", group: group
    ),
    CommandOption(
      "authorized-workers", value: "DIR", form: .folder,
      summary: "With --bind: let in the workers whose public keys are in this folder", group: group),
    CommandOption(
      "server-public-key", value: "FILE", form: .file,
      summary: "With --connect: the server's public key", group: group),
    CommandOption(
      flag: "insecure", summary: "With --bind: without keys on an address that other hosts reach",
      group: group),
    CommandOption(
      "timeout", value: "SECONDS", summary: "Give up when nothing has come for so long",
      default: "60", group: group),
  ]

  /// Which end this is, if it is one.
  enum End {
    case bind(String, ServerKeys?)
    case connect(String, WorkerKeys?)
  }

  static func end(_ arguments: ParsedArguments) throws(UsageError) -> End? {
    switch (arguments.text("bind"), arguments.text("connect")) {
    case (nil, nil):
      for option in options where option.name != "timeout" {
        guard let value = arguments.value(option.name) else { continue }
        throw UsageError("\(value.label) needs --bind or --connect")
      }
      return nil
    case (.some, .some):
      throw UsageError("--bind is for one host and --connect for the other")
    case (let endpoint?, nil):
      if let value = arguments.value("server-public-key") {
        throw UsageError("\(value.label) is for the host with --connect")
      }
      let keys = try ServerKeys(arguments)
      let checked = try Endpoint.checked(
        endpoint, mayBeReached: keys != nil || arguments.isSet("insecure"))
      return .bind(checked, keys)
    case (nil, let endpoint?):
      for name in ["authorized-workers", "insecure"] {
        guard let value = arguments.value(name) else { continue }
        throw UsageError("\(value.label) is for the host with --bind")
      }
      return .connect(endpoint, try WorkerKeys(arguments))
    }
  }

  /// Answers, and says what was asked.
  static func respond(
    at endpoint: String, _ keys: ServerKeys?, timeout: Interval
  ) throws -> ProbeResponder.Outcome {
    try Endpoint.checkIsFree(endpoint)
    let link: ServerLink
    do {
      link = try ProbeResponder.listening(at: endpoint, keys: keys)
    } catch {
      throw UsageError(error.listeningDescription)
    }
    let address = link.endpoint
    Console.error(
      "ps: listening at \(address); on the other host: "
        + "\(CalledProgram.words(for: "ps")) benchmark link --connect ENDPOINT\n")
    defer { link.close() }
    do {
      return try ProbeResponder(link, timeout: timeout).run()
    } catch {
      if let stranger = keys?.authorized.takeTurnedAway() {
        throw BenchmarkError(
          "\(error), but one whose key is not authorized: \(stranger.publicKey) from "
            + stranger.address)
      }
      throw error
    }
  }
}
