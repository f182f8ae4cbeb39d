@testable import Hashing
@testable import Wire

import Coordination

/// θ, or a gradient, in these tests.
let examplePayload = (0..<400).map { UInt8(truncatingIfNeeded: $0 * 37) }

/// The length of θ in these tests, in bytes.
let exampleParameterBytes = examplePayload.count

let exampleChecksum = examplePayload.withUnsafeBytes { PayloadChecksum(of: $0) }

/// A frame's bytes with the checksum that ends it.
func sealed(_ bytes: [UInt8]) -> [UInt8] {
  bytes + littleEndian(bytes.withUnsafeBytes { XXH3.hash($0) })
}

func littleEndian(_ value: UInt64) -> [UInt8] {
  (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

func encoded(_ message: WorkerMessage, _ envelope: Envelope) -> [UInt8] {
  var writer = ByteWriter(capacity: 16)
  Frame.encode(
    message, envelope, gradient: payload(of: message) == nil ? nil : exampleChecksum, to: &writer)
  return writer.bytes
}

func encoded(
  _ message: ServerMessage, _ envelope: Envelope, withParameters: Bool = false
) -> [UInt8] {
  var writer = ByteWriter(capacity: 16)
  Frame.encode(
    message, envelope, parameters: withParameters ? exampleChecksum : nil, to: &writer)
  return writer.bytes
}

func decodedWorker(
  _ bytes: [UInt8], payload: [UInt8]? = nil
) throws(FrameError) -> (WorkerMessage, Envelope) {
  let result = bytes.withUnsafeBytes { bytes in
    withBytes(of: payload) { payload in
      Result { () throws(FrameError) in
        try Frame.decodeWorkerMessage(
          bytes, payload: payload, parameterBytes: exampleParameterBytes)
      }
    }
  }
  return try result.get()
}

func decodedServer(
  _ bytes: [UInt8], payload: [UInt8]? = nil, parameterBytes: Int? = exampleParameterBytes
) throws(FrameError) -> (ServerMessage, Envelope) {
  let result = bytes.withUnsafeBytes { bytes in
    withBytes(of: payload) { payload in
      Result { () throws(FrameError) in
        try Frame.decodeServerMessage(bytes, payload: payload, parameterBytes: parameterBytes)
      }
    }
  }
  return try result.get()
}

private func withBytes<Result>(
  of payload: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Result
) -> Result {
  guard let payload else { return body(nil) }
  return payload.withUnsafeBytes { body($0) }
}

/// The payload that a message must have.
func payload(of message: WorkerMessage) -> [UInt8]? {
  if case .push = message { examplePayload } else { nil }
}
