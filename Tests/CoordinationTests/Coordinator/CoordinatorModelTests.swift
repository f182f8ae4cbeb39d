import Testing

@testable import Coordination

@Suite("The coordinator under random inputs")
struct CoordinatorModelTests {
  #if DEBUG
    static let seeds = 1000
  #else
    static let seeds = 10000
  #endif

  @Test("keeps every promise, and ends once it has a sound worker", arguments: 0..<4)
  func holds(_ part: Int) throws {
    for seed in 0..<Self.seeds / 4 {
      var model = CoordinatorModel(seed: UInt64(4 * seed + part))
      for _ in 0..<150 { try model.feed(model.randomInput()) }
      try conclude(&model)
      #expect(model.outcome != nil, "seed \(4 * seed + part) never ended")
      if case .completed = model.outcome {
        #expect(model.coordinator.version == model.configuration.firstVersion + model.stepsDone)
      }
      // After the end every payload is only discarded.
      for _ in 0..<20 { try model.feed(model.randomInput()) }
    }
  }

  /// From here on workers do as they should, and nothing fails.
  private func conclude(_ model: inout CoordinatorModel) throws {
    try model.feed(.dataReady(model.facts))
    model.isHonest = true
    if model.configuration.authorizedKeys != nil {
      try model.feed(model.authorize(Array(11..<14)))
    }
    for number in 11..<14 as Range<UInt32> {
      let peer = PeerID(number)
      let hello = Hello(name: "sound", host: "h", blasKernel: "Haswell")
      try model.feed(
        .received(
          .hello(hello), from: peer, Envelope(session: .none, generation: 0), payload: nil))
      try model.feed(model.say(.ready(model.facts.fingerprint, model.echo()), from: peer))
    }
    var turns = 0
    while model.outcome == nil, turns < 3000 {
      turns += 1
      if let version = model.checkpointUnderWay {
        try model.feed(.checkpointWritten(version: version), sometimesSpoiling: false)
      } else if !model.work.isEmpty {
        try model.feed(model.answer(0), sometimesSpoiling: false)
      } else {
        // Whoever was given work before and forgot it is given up by its silence.
        for session in model.coordinator.roster.sessions where session.peer < PeerID(11) {
          try model.feed(.undelivered(.heartbeat(sentAt: .origin), to: session.peer, isGone: true))
        }
        model.pass(.milliseconds(500))
        try model.feed(.tick)
      }
    }
  }
}
