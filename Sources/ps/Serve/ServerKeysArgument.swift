import CommandLineParsing
import Platform

extension ServerKeys {
  /// The keys that `--key` and `--authorized-workers` name; nil where neither is given.
  init?(_ arguments: ParsedArguments) throws(UsageError) {
    guard
      let (key, folder) = try arguments.bothOrNeither(
        ("key", "the server's own key, server.key_secret"),
        ("authorized-workers", "the folder of the public keys that are let in"))
    else { return nil }
    guard !arguments.isSet("insecure") else {
      throw UsageError("--insecure is for a server without keys, and \(key.label) gives it one")
    }
    do throws(FileError) {
      self = ServerKeys(
        pair: try KeyFile.keyPair(in: key.text), authorized: try AuthorizedKeys(folder: folder.text)
      )
    } catch {
      throw UsageError("\(error)")
    }
    guard !authorized.keys.contains(where: { $0.publicKey == pair.publicKey.text }) else {
      throw UsageError(
        "the folder '\(folder.text)' of authorized workers has the server's own key in it: ps keygen "
          + "makes a folder 'workers' beside that")
    }
  }
}
