import Testing
import Wire

struct HandedKeysTests {
  /// Keys of ZeroMQ's documentation (zmq_curve).
  private let serverText = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7"
  private let publicText = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID"
  private let secretText = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs"

  private func text() throws -> String {
    HandedKeys.text(
      CurveKeyPair(
        publicKey: try #require(CurvePublicKey(publicText)),
        secretKey: try #require(CurveSecretKey(secretText))),
      serverKey: try #require(CurvePublicKey(serverText)))
  }

  @Test func `what is handed over is what comes`() throws {
    let text = try text()
    #expect(text.utf8.count <= HandedKeys.bytesMax)
    #expect(text.hasSuffix("\n\n"))
    let (pair, serverKey) = try #require(HandedKeys.read(text))
    #expect(pair.publicKey.text == publicText)
    #expect(pair.secretKey.exposedText == secretText)
    #expect(serverKey.text == serverText)
  }

  @Test func `anything else is none`() throws {
    let text = try text()
    for count in 0..<text.utf8.count {
      #expect(HandedKeys.read(String(text.prefix(count))) == nil)
    }
    #expect(HandedKeys.read(text + "\n") == nil)
    #expect(HandedKeys.read(text.replacing("secret-key", with: "secret_key")) == nil)
    #expect(HandedKeys.read(text.replacing("rq:rM", with: "rq:r\"")) == nil)
    #expect(HandedKeys.read(text.replacing("rq:rM", with: "%%%%%")) == nil)
  }
}
