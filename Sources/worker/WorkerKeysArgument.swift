import CommandLineParsing
import Platform

extension WorkerKeys {
  /// The keys that `--key` and `--server-public-key` name, or that a launcher hands over; nil where
  /// there are none.
  init?(_ arguments: ParsedArguments) throws(UsageError) {
    if arguments.isSet("keys-from-input") {
      do throws(FileError) {
        self = try .fromStandardInput()
      } catch {
        throw UsageError("\(error)")
      }
      return
    }
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
