import CommandLineParsing
import Platform
import Wire

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
    switch (arguments.value("key"), arguments.value("server-public-key")) {
    case (nil, nil):
      return nil
    case (let key?, nil):
      throw UsageError("\(key.label) needs --server-public-key with the server's key, server.key")
    case (nil, let key?):
      throw UsageError("\(key.label) needs --key with this worker's own key, NAME.key_secret")
    case (let key?, let serverKey?):
      do throws(FileError) {
        self.init(
          pair: try KeyFile.keyPair(in: key.text),
          serverKey: try KeyFile.publicKey(in: serverKey.text))
      } catch {
        throw UsageError("\(error)")
      }
    }
  }
}
