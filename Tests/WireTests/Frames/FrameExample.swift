import Coordination

@testable import Wire

/// The length of θ in these tests, in bytes.
let exampleParameterBytes = 400

func encoded(_ message: WorkerMessage, _ envelope: Envelope) -> [UInt8] {
  var writer = ByteWriter(capacity: 16)
  Frame.encode(message, envelope, to: &writer)
  return writer.bytes
}

func encoded(
  _ message: ServerMessage, _ envelope: Envelope, withParameters: Bool = false
) -> [UInt8] {
  var writer = ByteWriter(capacity: 16)
  Frame.encode(message, envelope, withParameters: withParameters, to: &writer)
  return writer.bytes
}

func decodedWorker(
  _ bytes: [UInt8], payload: Int? = nil
) throws(FrameError) -> (WorkerMessage, Envelope) {
  let result = bytes.withUnsafeBytes { bytes in
    Result { () throws(FrameError) in
      try Frame.decodeWorkerMessage(
        bytes, payloadBytes: payload, parameterBytes: exampleParameterBytes)
    }
  }
  return try result.get()
}

func decodedServer(
  _ bytes: [UInt8], payload: Int? = nil, parameterBytes: Int? = exampleParameterBytes
) throws(FrameError) -> (ServerMessage, Envelope) {
  let result = bytes.withUnsafeBytes { bytes in
    Result { () throws(FrameError) in
      try Frame.decodeServerMessage(bytes, payloadBytes: payload, parameterBytes: parameterBytes)
    }
  }
  return try result.get()
}

/// The payload that a message must have.
func payloadBytes(of message: WorkerMessage) -> Int? {
  if case .push = message { exampleParameterBytes } else { nil }
}
