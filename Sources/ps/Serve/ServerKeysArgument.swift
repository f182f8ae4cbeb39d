import CommandLineParsing
import Platform
import Wire

extension ServerKeys {
  /// The keys that `--key` and `--authorized-workers` name; nil where neither is given.
  init?(_ arguments: ParsedArguments) throws(UsageError) {
    let isInsecure = arguments.isSet("insecure")
    switch (arguments.value("key"), arguments.value("authorized-workers")) {
    case (nil, nil):
      return nil
    case (let key?, nil):
      throw UsageError(
        "\(key.label) needs --authorized-workers with the folder of the public keys that are let in"
      )
    case (nil, let folder?):
      throw UsageError("\(folder.label) needs --key with the server's own key, server.key_secret")
    case (let key?, .some) where isInsecure:
      throw UsageError("--insecure is for a server without keys, and \(key.label) gives it one")
    case (let key?, let folder?):
      self = try Self.read(key: key.text, folder: folder.text)
    }
  }

  private static func read(key: String, folder: String) throws(UsageError) -> ServerKeys {
    let keys: ServerKeys
    do throws(FileError) {
      keys = ServerKeys(
        pair: try KeyFile.keyPair(in: key), authorized: try AuthorizedKeys(folder: folder))
    } catch {
      throw UsageError("\(error)")
    }
    guard !keys.authorized.keys.contains(where: { $0.publicKey == keys.pair.publicKey.text }) else {
      throw UsageError(
        "the folder '\(folder)' of authorized workers has the server's own key in it: ps keygen makes "
          + "a folder 'workers' beside that")
    }
    return keys
  }
}
