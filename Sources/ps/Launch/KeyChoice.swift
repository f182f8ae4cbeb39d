import CommandLineParsing
import Platform
import Wire

/// Which keys the server and the workers of a launch have.
enum KeyChoice {
  /// None, as the user wishes.
  case none
  /// New ones, where other hosts can reach the server; else none.
  case new
  /// The user's: the pair of all workers, from this file.
  case own(worker: CurveKeyPair, path: String)

  /// What the options, or their variables, say.
  init(_ arguments: ParsedArguments) throws {
    var worker = arguments.value("worker-key")
    let server = arguments.value("key")
    // The variable is also that of a worker which is started by hand.
    if server == nil, case .environment = worker?.origin { worker = nil }
    switch (server, worker) {
    case (nil, nil):
      self = arguments.isSet("insecure") ? .none : .new
    case (let key?, nil):
      throw UsageError("\(key.label) needs --worker-key with the key pair that the workers get")
    case (nil, let key?):
      throw UsageError(
        "\(key.label) needs --key and --authorized-workers for the server; without all of them each "
          + "launch over hosts makes keys of its own")
    case (.some, let key?):
      do throws(FileError) {
        self = .own(worker: try KeyFile.keyPair(in: key.text), path: key.text)
      } catch {
        throw UsageError("\(error)")
      }
    }
  }
}
