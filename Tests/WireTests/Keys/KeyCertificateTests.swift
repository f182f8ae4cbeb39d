@testable import Wire

import Foundation
import Testing

/// The key pair that RFC 26 and libzmq's documentation show: "Keys in text format".
private let publicText = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
private let secretText = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"

struct KeyCertificateTests {
  @Test func `Z85 of the specification's example`() {
    let bytes: [UInt8] = [0x86, 0x4F, 0xD2, 0x6F, 0xB5, 0x59, 0xF7, 0x5B]
    #expect(bytes.withUnsafeBytes { Z85.text($0) } == "HelloWorld")
    #expect(Z85.isValid("HelloWorld"))
  }

  @Test(arguments: [
    // Four characters, a character outside the alphabet, and the first value beyond 32 bits.
    "Hell", "Hell\"", "HelloWor~d", "%nSc1",
  ])
  func `is not Z85`(text: String) {
    #expect(!Z85.isValid(text))
  }

  @Test func `the largest value is Z85`() {
    #expect([UInt8](repeating: 255, count: 4).withUnsafeBytes { Z85.text($0) } == "%nSc0")
    #expect(Z85.isValid("%nSc0"))
  }

  @Test func `what is written can be read`() throws {
    let pair = CurveKeyPair(
      publicKey: try #require(CurvePublicKey(publicText)),
      secretKey: try #require(CurveSecretKey(secretText)))
    let open = try KeyCertificate(KeyCertificate.publicText(pair.publicKey, name: "worker-a"))
    #expect(open.publicKey.text == publicText)
    #expect(open.secretKey == nil && open.keyPair == nil)
    let secret = try KeyCertificate(KeyCertificate.secretText(pair, name: "worker-a"))
    #expect(secret.publicKey.text == publicText)
    #expect(secret.keyPair?.secretKey.exposedText == secretText)
  }

  /// As pyzmq 24 and CZMQ 4.2 write them, but for the date.
  @Test(arguments: [
    """
    #   ****  Generated on 2026-11-24 11:00:00 by pyzmq  ****
    #   ZeroMQ CURVE **Secret** Certificate
    #   DO NOT PROVIDE THIS FILE TO OTHER USERS nor change its permissions.

    metadata
        name = "a worker"
    curve
        public-key = "\(publicText)"
        secret-key = "\(secretText)"

    """,
    "curve\r\n    secret-key = '\(secretText)'\r\n    public-key = '\(publicText)' # comment\r\n",
    "metadata\n\tpublic-key = \"not this\"\ncurve\n\tpublic-key=\(publicText)\n"
      + "\tsecret-key\t= \(secretText)\nother\n    public-key = \"nor this\"",
  ])
  func `as others write it`(text: String) throws {
    let certificate = try KeyCertificate(text)
    #expect(certificate.publicKey.text == publicText)
    #expect(certificate.secretKey?.exposedText == secretText)
  }

  @Test(arguments: [
    ("", KeyCertificateError.notACertificate),
    ("\u{0}\u{1}\u{FFFD}", .notACertificate),
    (publicText, .notACertificate),
    ("public-key = \"\(publicText)\"\n", .notACertificate),
    ("metadata\n    public-key = \"\(publicText)\"\n", .notACertificate),
    ("curve\n    # public-key = \"\(publicText)\"\n", .notACertificate),
    ("curve\n    secret-key = \"\(secretText)\"\n", .notACertificate),
    ("curve\n    public-key = \"\(publicText.dropLast())\"\n", .notAKey(.public)),
    ("curve\n    public-key = \"\(publicText.dropLast())~\"\n", .notAKey(.public)),
    ("curve\n    public-key = \"\"\n", .notAKey(.public)),
    (
      "curve\n    public-key = \"\(publicText)\"\n    secret-key = \"\(secretText)0\"\n",
      .notAKey(.secret)
    ),
    (
      "curve\n    public-key = \"\(publicText)\"\n    public-key = \"\(publicText)\"\n",
      .twice(.public)
    ),
  ])
  func `is not a certificate`(text: String, error: KeyCertificateError) {
    #expect(throws: error) { try KeyCertificate(text) }
  }

  @Test func `a secret key does not show itself`() throws {
    let pair = CurveKeyPair(
      publicKey: try #require(CurvePublicKey(publicText)),
      secretKey: try #require(CurveSecretKey(secretText)))
    var dumped = ""
    dump(pair, to: &dumped)
    for text in ["\(pair)", "\(pair.secretKey)", dumped, String(reflecting: pair.secretKey)] {
      #expect(!text.contains(secretText))
    }
  }
}
