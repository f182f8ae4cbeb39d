import Coordination
import Platform
import Wire

/// One end of the way between two hosts: sends and receives probes, from buffers that are used again.
final class ProbeParty<Transport: WaitingLink> {
  var link: Transport
  let clock = MonotonicClock()
  private var writer = ByteWriter(capacity: ProbeFrame.byteCount)
  private var buffers: [Transport.Buffer] = []

  init(_ link: Transport) {
    self.link = link
  }

  /// A buffer of so many floats of which no message is under way, and whether it is a new one.
  func freeBuffer(floats: Int) -> (Transport.Buffer, isNew: Bool) {
    for buffer in buffers where buffer.floats.count == floats && !buffer.isInFlight {
      return (buffer, false)
    }
    // Other lengths are not needed any more.
    buffers.removeAll { $0.floats.count != floats }
    let buffer = link.makeBuffer(count: floats)
    buffers.append(buffer)
    return (buffer, true)
  }

  /// Sends a probe; answers whether the link took it.
  func send(_ frame: ProbeFrame, payload: Transport.Buffer? = nil, to peer: PeerID) -> Bool {
    frame.encode(to: &writer)
    return writer.bytes.withUnsafeBytes { link.send($0, payload: payload, to: peer) } == .sent
  }

  /// Random bits, the same for the same length: whatever is lost or turned over shows.
  static func fill(_ buffer: Transport.Buffer) {
    var state = UInt64(buffer.floats.count)
    for index in buffer.floats.indices {
      // SplitMix64 (Steele, Lea, Flood 2014).
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      buffer.floats[index] = Float(bitPattern: UInt32(truncatingIfNeeded: mixed ^ (mixed >> 31)))
    }
  }
}
