import CommandLineParsing
import Platform

extension WorkerKeys {
  /// The keys that `--key` and `--server-public-key` name; nil where neither is given.
  init?(_ arguments: ParsedArguments) throws(UsageError) {
    guard
      let (key, serverKey) = try arguments.bothOrNeither(
        ("key", "this worker's own key, NAME.key_secret"),
        ("server-public-key", "the server's key, server.key"))
    else { return nil }
    do throws(FileError) {
      self = try WorkerKeys(key: key.text, serverPublicKey: serverKey.text)
    } catch {
      throw UsageError("\(error)")
    }
  }
}
