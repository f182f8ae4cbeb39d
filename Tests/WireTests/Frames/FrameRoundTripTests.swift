import Coordination
import Testing

@Suite("Frames")
struct FrameRoundTripTests {
  @Test("of workers come back as they were", arguments: 0..<RandomMessage.workerKinds)
  func workers(_ kind: Int) throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = RandomMessage(seed: seed)
      let (message, envelope) = (random.workerMessage(kind), random.envelope())
      let (decoded, decodedEnvelope) = try decodedWorker(
        encoded(message, envelope), payload: payload(of: message))
      #expect(decoded == message && decodedEnvelope == envelope)
    }
  }

  @Test("of the server come back as they were", arguments: 0..<RandomMessage.serverKinds)
  func server(_ kind: Int) throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = RandomMessage(seed: seed)
      let ((message, withParameters), envelope) = (random.serverMessage(kind), random.envelope())
      let (decoded, decodedEnvelope) = try decodedServer(
        encoded(message, envelope, withParameters: withParameters),
        payload: withParameters ? examplePayload : nil)
      #expect(decoded == message && decodedEnvelope == envelope)
    }
  }

  @Test("a loss that is no number keeps its bits")
  func notANumber() throws {
    let loss = Double(nan: 77, signaling: false)
    let push = Push(step: 1, version: 1, node: TreeNode(level: 0, index: 0), lossSum: loss)
    let (decoded, _) = try decodedWorker(
      encoded(.push(push), FrameBytesTests.envelope), payload: examplePayload)
    guard case .push(let back) = decoded else {
      Issue.record("it is no push any more")
      return
    }
    #expect(back.lossSum.bitPattern == loss.bitPattern)
  }

  @Test("texts are cut to what may be sent, between two characters")
  func longTexts() throws {
    // 3 bytes each: 4096 is no multiple of 3.
    let long = String(repeating: "€", count: 2000)
    let cut = String(repeating: "€", count: 1365)
    let unable = encoded(.unable(.other(long)), FrameBytesTests.envelope)
    #expect(try decodedWorker(unable).0 == .unable(.other(cut)))
    let goodbye = encoded(.goodbye(.other(long)), FrameBytesTests.envelope)
    #expect(try decodedWorker(goodbye).0 == .goodbye(.other(cut)))
    let hello = WorkerMessage.hello(Hello(name: long, host: long, blasKernel: long))
    #expect(
      try decodedWorker(encoded(hello, FrameBytesTests.envelope)).0
        == .hello(
          // 126 of 128 bytes, 255 of 255, 63 of 64.
          Hello(
            name: String(repeating: "€", count: 42), host: String(repeating: "€", count: 85),
            blasKernel: String(repeating: "€", count: 21))))
    let refused = ServerMessage.refused(.other(long))
    #expect(
      try decodedServer(encoded(refused, FrameBytesTests.envelope)).0 == .refused(.other(cut)))
    let finished = ServerMessage.finished(.failed(.data(long)))
    #expect(
      try decodedServer(encoded(finished, FrameBytesTests.envelope)).0
        == .finished(.failed(.data(cut))))
  }
}
