@testable import Wire

import Testing

struct ProbeFrameTests {
  private static func bytes(_ frame: ProbeFrame) -> [UInt8] {
    var writer = ByteWriter(capacity: ProbeFrame.byteCount)
    frame.encode(to: &writer)
    return writer.bytes
  }

  private static func read(_ bytes: [UInt8]) throws(FrameError) -> ProbeFrame {
    do {
      return try bytes.withUnsafeBytes { try ProbeFrame($0) }
    } catch let error as FrameError {
      throw error
    } catch {
      Issue.record("\(error)")
      throw .notLockstep
    }
  }

  @Test func `what is written is read`() throws {
    let payload: [UInt8] = [1, 2, 3, 4]
    let checksum = payload.withUnsafeBytes { PayloadChecksum(of: $0) }
    for kind in [ProbeFrame.Kind.echo, .take, .give, .end, .answer, .goodbye] {
      let frame = ProbeFrame(kind, number: .max, count: 1 << 40, checksum: checksum)
      let bytes = Self.bytes(frame)
      #expect(bytes.count == ProbeFrame.byteCount)
      #expect(try Self.read(bytes) == frame)
    }
  }

  @Test func `where each value stands`() {
    let bytes = Self.bytes(ProbeFrame(.give, number: 0x0102, count: 0x0304))
    #expect(
      bytes[..<32]
        == [
          0x4C, 0x4B, 0x50, 0x42, 1, 0, 3, 0, 2, 1, 0, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 0, 0, 0, 0,
          0, 0, 0, 0, 0, 0,
        ])
  }

  @Test func `no bit can be turned over, and no byte is too few or too many`() {
    let bytes = Self.bytes(ProbeFrame(.echo, number: 7, count: 64))
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: FrameError.self) { try Self.read(damaged) }
    }
    for count in 0..<bytes.count {
      #expect(throws: FrameError.self) { try Self.read(Array(bytes[..<count])) }
    }
    #expect(throws: FrameError.trailing(bytes: 1)) { try Self.read(bytes + [0]) }
  }

  @Test func `a payload is the one that was sent with it, or not`() {
    let payload: [UInt8] = [1, 2, 3, 4]
    let frame = ProbeFrame(
      .echo, number: 1, checksum: payload.withUnsafeBytes { PayloadChecksum(of: $0) })
    #expect(payload.withUnsafeBytes { frame.isIntact($0) })
    #expect(![1, 2, 3, 5].withUnsafeBytes { frame.isIntact($0) })
    #expect(!frame.isIntact(nil))
    #expect(ProbeFrame(.end, number: 1).isIntact(nil))
  }
}
