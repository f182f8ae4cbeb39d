/// A key as a file holds it: a ZeroMQ certificate in ZPL (RFC 4), as CZMQ's `zcert` and pyzmq's
/// `zmq.auth` write and read it. A public certificate (`NAME.key`) has the public key, a secret one
/// (`NAME.key_secret`) both.
///
///     metadata
///         name = "worker-a"
///     curve
///         public-key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
public struct KeyCertificate: Sendable {
  /// The public key.
  public let publicKey: CurvePublicKey
  /// The secret key, in a secret certificate.
  public let secretKey: CurveSecretKey?

  /// The pair, in a secret certificate.
  public var keyPair: CurveKeyPair? {
    secretKey.map { CurveKeyPair(publicKey: publicKey, secretKey: $0) }
  }

  /// Reads a certificate. What else it says beside the keys is passed over.
  ///
  /// - Throws: what is wrong with it, without a word of what it holds.
  public init(_ text: String) throws(KeyCertificateError) {
    var section = ""
    var keys: [String: String] = [:]
    for line in text.split(whereSeparator: \.isNewline) {
      let content = line.drop { $0 == " " || $0 == "\t" }
      guard let first = content.first, first != "#" else { continue }
      guard let equals = content.firstIndex(of: "=") else {
        // A line within a section that says nothing is a section of its own in it.
        if content.startIndex == line.startIndex { section = Self.trimmed(content) }
        continue
      }
      guard section == "curve", content.startIndex > line.startIndex else { continue }
      let name = Self.trimmed(content[..<equals])
      guard keys[name] == nil else { throw .twice(name == "secret-key" ? .secret : .public) }
      keys[name] = Self.value(content[content.index(after: equals)...])
    }
    guard let publicText = keys["public-key"] else { throw .notACertificate }
    guard let publicKey = CurvePublicKey(publicText) else { throw .notAKey(.public) }
    self.publicKey = publicKey
    secretKey = try keys["secret-key"].map { text throws(KeyCertificateError) in
      guard let key = CurveSecretKey(text) else { throw .notAKey(.secret) }
      return key
    }
  }

  /// The text of a public certificate.
  public static func publicText(_ key: CurvePublicKey, name: String) -> String {
    """
    # ZeroMQ CURVE public certificate.
    # Not secret, but whoever can exchange it can pass for its owner: hand it on by a safe way.

    metadata
        name = "\(name)"
    curve
        public-key = "\(key.text)"

    """
  }

  /// The text of a secret certificate.
  public static func secretText(_ pair: CurveKeyPair, name: String) -> String {
    """
    # ZeroMQ CURVE secret certificate.
    # Whoever reads it can pass for its owner: it stays with that process alone.

    metadata
        name = "\(name)"
    curve
        public-key = "\(pair.publicKey.text)"
        secret-key = "\(pair.secretKey.exposedText)"

    """
  }

  /// What stands between quotation marks, or up to the next blank.
  private static func value(_ text: Substring) -> String {
    let text = text.drop { $0 == " " || $0 == "\t" }
    guard let quote = text.first, quote == "\"" || quote == "'" else {
      return String(text.prefix { $0 != " " && $0 != "\t" })
    }
    return String(text.dropFirst().prefix { $0 != quote })
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.prefix { $0 != " " && $0 != "\t" && $0 != "#" })
  }
}

/// Why a text is not a certificate.
public enum KeyCertificateError: Error, Equatable, CustomStringConvertible {
  /// Which of the two keys.
  public enum Half: String, Sendable {
    case `public` = "public-key"
    case secret = "secret-key"
  }

  /// It has no public key.
  case notACertificate
  /// A key is given more than once.
  case twice(Half)
  /// What stands for a key is none.
  case notAKey(Half)

  /// One clause.
  public var description: String {
    switch self {
    case .notACertificate:
      "it is not a ZeroMQ certificate, which has a public-key in its section 'curve'"
    case .twice(let half): "its \(half.rawValue) stands there twice"
    case .notAKey(let half): "its \(half.rawValue) is not a key: 40 characters of Z85"
    }
  }
}
