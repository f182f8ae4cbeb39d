@testable import Storage
@testable import Text

import Coordination
import Testing

/// The update to `version`, such that no two of them are alike.
private func update(_ version: UInt64) -> AppliedUpdate {
  AppliedUpdate(
    version: version, readVersion: version - 1 - min(version - 1, version % 3), step: version * 7,
    session: SessionID(UInt32(version % 5)),
    microBatches: [[0..<8], [0..<3, 5..<6, 7..<8], []][Int(version % 3)])
}

private func read(_ bytes: [UInt8]) throws(AppliedLogError) -> [AppliedUpdate] {
  try bytes.withUnsafeBufferPointer { (buffer) throws(AppliedLogError) in
    try AppliedLog.read(UnsafeRawBufferPointer(buffer))
  }
}

private func read(_ text: String) throws(AppliedLogError) -> [AppliedUpdate] {
  try read(Array(text.utf8))
}

private func encoded(_ lines: AppliedLogLine...) -> [UInt8] {
  var bytes: [UInt8] = []
  for line in lines { line.encode(to: &bytes) }
  return bytes
}

@Suite struct AppliedLogTests {
  @Test func `the lines, to the letter`() throws {
    let update = AppliedUpdate(
      version: 7, readVersion: 5, step: 6, session: SessionID(2), microBatches: [0..<4, 6..<8])
    #expect(
      String(decoding: encoded(.start(generation: 2, version: 40), .update(update)), as: UTF8.self)
        == #"{"generation":2,"resumed_at":40}"# + "\n"
        + #"{"version":7,"read":5,"step":6,"session":2,"micro_batches":"0-3,6-7"}"# + "\n")
  }

  @Test func `a server that goes on cuts the list back`() throws {
    var bytes = encoded(.start(generation: 1, version: 0))
    for version in 1...6 { bytes += encoded(.update(update(UInt64(version)))) }
    #expect(try read(bytes) == (1...6).map { update($0) })
    var other = update(5)
    other.step = 99
    bytes += encoded(.start(generation: 2, version: 4), .update(other))
    #expect(try read(bytes) == (1...4).map { update($0) } + [other])
  }

  @Test func `a line that was cut short is made up for`() throws {
    var bytes = encoded(.start(generation: 1, version: 0))
    for version in 1...3 { bytes += encoded(.update(update(UInt64(version)))) }
    let torn = Array(encoded(.update(update(4))).dropLast())
    for count in 0...torn.count {
      let damaged = bytes + torn.prefix(count)
      #expect(try read(damaged) == (1...3).map { update($0) })
      let mended = damaged + encoded(.start(generation: 2, version: 2), .update(update(3)))
      if count > 0, count < torn.count {
        // Two texts on one line.
        #expect(throws: AppliedLogError.self) { try read(mended) }
      }
      let ended = damaged + [0x0A] + encoded(.start(generation: 2, version: 3))
      #expect(try read(ended) == (1...3).map { update($0) })
    }
  }

  @Test(arguments: [
    ("x", "line 2: this is not JSON: “x” where a value should follow"),
    ("[]", "line 2: this is not a JSON object"),
    ("{}", "line 2: there is no valid “version”"),
    (#"{"generation":1}"#, "line 2: there is no valid “resumed_at”"),
    (#"{"generation":1,"resumed_at":-1}"#, "line 2: “resumed_at” must be a whole number from 0 on"),
    (
      #"{"generation":1,"resumed_at":1}"#,
      "line 2: a server goes on from version 1, but only 0 updates are recorded"
    ),
    (
      #"{"generation":0,"resumed_at":0}"#,
      "line 2: a server of generation 0 can't come after one of generation 1"
    ),
    (
      #"{"generation":1,"resumed_at":0,"x":1}"#, #"line 2: the key "x" means nothing here"#
    ),
    (
      #"{"version":2,"read":1,"step":0,"session":1,"micro_batches":"0"}"#,
      "line 2: the update to version 2 does not follow the 0 that are recorded"
    ),
    (
      #"{"version":1,"read":1,"step":0,"session":1,"micro_batches":"0"}"#,
      "line 2: the update to version 1 can't have been computed from version 1"
    ),
    (
      #"{"version":1,"read":0,"step":0,"session":1,"micro_batches":"0,1"}"#,
      "line 2: “micro_batches” must be indexes in ascending runs such as 0-3,6, not \"0,1\""
    ),
    (
      #"{"version":1,"read":0,"step":0,"session":1,"micro_batches":"0-1024"}"#,
      "line 2: “micro_batches” must be indexes in ascending runs such as 0-3,6, not \"0-1024\""
    ),
    (
      #"{"version":1,"read":0,"step":0,"session":4294967296,"micro_batches":"0"}"#,
      "line 2: “session” must be a whole number from 0 on"
    ),
    (
      #"{"version":1,"read":0.5,"step":0,"session":1,"micro_batches":"0"}"#,
      "line 2: “read” must be a whole number from 0 on"
    ),
  ])
  func `every malformed line is refused with its place`(line: String, sentence: String) {
    let error = #expect(throws: AppliedLogError.self) {
      try read(#"{"generation":1,"resumed_at":0}"# + "\n" + line + "\n")
    }
    #expect(error?.description == sentence)
  }

  @Test func `no update before a server`() {
    let error = #expect(throws: AppliedLogError.self) { try read(encoded(.update(update(1)))) }
    #expect(error?.description == "line 1: there is an update before any server has started")
  }

  /// Cut off anywhere, a log is a shorter log; that is all that a crash can do to it.
  @Test func `every truncation is a shorter log`() throws {
    var bytes = encoded(.start(generation: 1, version: 0))
    for version in 1...20 { bytes += encoded(.update(update(UInt64(version)))) }
    for count in bytes.indices {
      let lines = bytes[..<count].count { $0 == 0x0A }
      #expect(try read(Array(bytes[..<count])).count == max(0, lines - 1))
    }
  }

  /// With any byte changed it is refused, or says something that could have been written.
  @Test func `every changed byte is refused or gives a list in order`() {
    var bytes = encoded(.start(generation: 1, version: 0))
    for version in 1...6 { bytes += encoded(.update(update(UInt64(version)))) }
    bytes += encoded(.start(generation: 2, version: 4))
    for version in 5...9 { bytes += encoded(.update(update(UInt64(version)))) }
    var refused = 0
    for index in bytes.indices {
      for change in [0x01, 0x02, 0x08, 0x20, 0x80] as [UInt8] {
        var damaged = bytes
        damaged[index] ^= change
        do {
          let updates = try read(damaged)
          for (position, update) in updates.enumerated() {
            #expect(update.version == UInt64(position) + 1)
            #expect(update.readVersion < update.version)
          }
        } catch {
          #expect(!error.description.isEmpty)
          refused += 1
        }
      }
    }
    // Changes of digits, and of lines that no longer count, can't be seen.
    #expect(refused > bytes.count * 5 / 2)
  }

  @Test func `any bytes at all`() {
    var generator = Generator(state: 1)
    for _ in 0..<2000 {
      let alphabet = Array(
        "{}\":,0123-\nversionreadstepsessionmicro_batchesgenerationresumed_at\\".utf8)
      let bytes = (0..<generator.below(200)).map { _ in alphabet[generator.below(alphabet.count)] }
      if let updates = try? read(bytes) { #expect(updates.isEmpty) }
    }
  }
}

@Suite struct AppliedLogWritingTests {
  private func log(on disk: JournaledDisk) throws -> [AppliedUpdate] {
    try read(try disk.contents(of: AppliedLog.fileName))
  }

  @Test func `nothing is written before there is something`() throws {
    let disk = JournaledDisk()
    var log = AppliedLogWriting(generation: 1, version: 0)
    try log.flush(on: disk)
    #expect(disk.journal.isEmpty && !log.isNeeded)
    log.record(update(1))
    #expect(log.isNeeded)
    try log.flush(on: disk)
    log.record(update(2))
    log.record(update(3))
    try log.flush(on: disk)
    try log.flush(on: disk)
    #expect(disk.journal.count == 2)
    #expect(try self.log(on: disk) == (1...3).map { update($0) })
  }

  @Test func `one server after another`() throws {
    let disk = JournaledDisk()
    var first = AppliedLogWriting(generation: 1, version: 0)
    for version in 1...5 { first.record(update(UInt64(version))) }
    try first.flush(on: disk)
    // Killed in the middle of a line.
    try disk.append([0x7B, 0x22], to: AppliedLog.fileName)
    var second = AppliedLogWriting(generation: 2, version: 3)
    second.record(update(4))
    try second.flush(on: disk)
    #expect(try log(on: disk) == (1...4).map { update($0) })
  }

  /// Errors of the disk at random, and at the end a loss of power: whatever checkpoint was written,
  /// the log leads to it.
  @Test(arguments: 0..<300) func `every durable checkpoint can be replayed`(seed: UInt64) throws {
    var generator = Generator(state: seed)
    var disk = JournaledDisk()
    var generation: UInt64 = 0
    var durable: UInt64 = 0
    for _ in 0..<4 {
      generation += 1
      var version = durable
      var log = AppliedLogWriting(generation: generation, version: version)
      var wanted: UInt64?
      for _ in 0..<40 {
        disk.failing = generator.below(4) == 0 ? disk.journal.count : nil
        switch generator.below(6) {
        case 0...2:
          version += 1
          log.record(update(version))
        case 3:
          try? log.flush(on: disk)
        case 4 where wanted == nil && log.isNeeded:
          // A checkpoint is begun…
          guard (try? log.flush(on: disk)) != nil else { continue }
          log.checkpointBegins()
          wanted = version
        case 5:
          // … and its log made durable or not, while others are recorded.
          guard let begun = wanted else { continue }
          wanted = nil
          if (try? disk.synchronize(AppliedLog.fileName)) != nil {
            disk.failing = nil
            try disk.synchronizeFolder()
            log.checkpointEnded(.durable)
            durable = begun
          } else {
            log.checkpointEnded(.failed)
          }
        default:
          break
        }
      }
      if durable > 0 {
        #expect(try self.log(on: disk).count >= durable)
        let after = disk.afterLossOfPower(keepingNames: generator.below(2) == 0)
        #expect(
          try self.log(on: after).prefix(Int(durable)) == (1...durable).map { update($0) }[...])
        disk = after
      } else {
        disk = JournaledDisk()
      }
    }
    #expect(generation == 4)
  }

  @Test func `no more is held than may be`() throws {
    let disk = JournaledDisk()
    var log = AppliedLogWriting(generation: 1, version: 0, heldBytesMax: 1000)
    for version in 1...8 { log.record(update(UInt64(version))) }
    try log.flush(on: disk)
    // What is in the file can be let go of.
    for version in 9...16 { log.record(update(UInt64(version))) }
    #expect(!log.hasGap)
    try log.flush(on: disk)
    #expect(try self.log(on: disk).count == 16)
    // What is not, can't be made up for.
    for version in 17...40 { log.record(update(UInt64(version))) }
    #expect(log.hasGap && !log.isNeeded && log.waitingBytes == 0)
    try log.flush(on: disk)
    #expect(try self.log(on: disk).count == 16)
    // The next server's checkpoint lies behind the gap: that is noticed.
    var next = AppliedLogWriting(generation: 2, version: 40)
    next.record(update(41))
    try next.flush(on: disk)
    let error = #expect(throws: AppliedLogError.self) { try self.log(on: disk) }
    #expect(error?.reason == .startBehindEnd(version: 40, recorded: 16))
  }
}
