/// The keys of a worker as its launcher hands them over, by standard input: three lines and an empty
/// one.
///
///     server-public-key Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID
///     public-key …
///     secret-key …
public enum HandedKeys {
  /// The most bytes of such a text.
  public static let bytesMax = 512

  private static let names = ["server-public-key", "public-key", "secret-key"]

  /// The text for a worker with this pair.
  public static func text(_ pair: CurveKeyPair, serverKey: CurvePublicKey) -> String {
    zip(names, [serverKey.text, pair.publicKey.text, pair.secretKey.exposedText])
      .map { "\($0) \($1)\n" }.joined() + "\n"
  }

  /// Reads the text.
  ///
  /// - Returns: nil where it is another one.
  public static func read(
    _ text: String
  ) -> (pair: CurveKeyPair, serverKey: CurvePublicKey)? {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count == 5, lines[3].isEmpty, lines[4].isEmpty else { return nil }
    var keys: [Substring] = []
    for (line, name) in zip(lines, names) {
      guard line.hasPrefix(name + " ") else { return nil }
      keys.append(line.dropFirst(name.utf8.count + 1))
    }
    guard let serverKey = CurvePublicKey(keys[0]), let publicKey = CurvePublicKey(keys[1]),
      let secretKey = CurveSecretKey(keys[2])
    else { return nil }
    return (CurveKeyPair(publicKey: publicKey, secretKey: secretKey), serverKey)
  }
}
