@testable import Storage
@testable import Text

import Testing

@Suite struct SafetensorsTests {
  @Test func encodesAsSpecified() {
    var file = Safetensors()
    file.append(metadata: "format", "pt")
    file.append("0.weight", .float32, shape: [2, 3])
    file.append("0.bias", .float32, shape: [2])
    let bytes = file.encoded()
    let text =
      #"{"__metadata__":{"format":"pt"},"#
      + #""0.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},"#
      + #""0.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]}}"#
    let length = (text.utf8.count + 7) / 8 * 8
    #expect(Array(bytes[..<8]) == [UInt8(length & 0xFF), UInt8(length >> 8), 0, 0, 0, 0, 0, 0])
    #expect(
      String(decoding: bytes[8...], as: UTF8.self)
        == text + String(repeating: " ", count: length - text.utf8.count))
  }

  @Test func decodesWhatItEncodes() throws {
    var file = Safetensors()
    file.append(metadata: "a", "é\"\n")
    file.append("scalar", .float64, shape: [])
    file.append("empty", .uint8, shape: [0, 7])
    for dtype in Safetensors.DType.allCases { file.append(dtype.rawValue, dtype, shape: [2, 3]) }
    let header = file.encoded()
    let bytes = header + [UInt8](repeating: 1, count: file.dataByteCount)
    let (decoded, dataOffset) = try decode(bytes)
    #expect(decoded == file)
    #expect(dataOffset == header.count)
    #expect(dataOffset % 8 == 0)
  }

  @Test func acceptsTensorsWrittenInAnotherOrderThanTheyLie() throws {
    let (file, _) = try decode(
      bytes(
        #"{"b":{"data_offsets":[4,8],"dtype":"F32","shape":[1]},"#
          + #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, dataByteCount: 8))
    #expect(file.tensors.map(\.name) == ["a", "b"])
  }

  private static func tensor(_ fields: String) -> String { "{\"a\":{\(fields)}}" }

  @Test(
    arguments: [
      ("[]", 0, .headerIsNoObject),
      (" {}", 0, .headerIsNoObject),
      ("", 0, .headerIsNoObject),
      (tensor(#""dtype":"F32","shape":[1]"#), 4, .malformedTensor(name: "a")),
      (tensor(#""dtype":"F32","shape":[1],"data_offsets":[0]"#), 4, .malformedTensor(name: "a")),
      (tensor(#""dtype":"F32","shape":[1],"data_offsets":[4,0]"#), 4, .malformedTensor(name: "a")),
      (tensor(#""dtype":"F32","shape":[-1],"data_offsets":[0,4]"#), 4, .malformedTensor(name: "a")),
      (
        tensor(#""dtype":"F32","shape":[1.0],"data_offsets":[0,4]"#), 4, .malformedTensor(name: "a")
      ),
      (tensor(#""dtype":"F32","shape":1,"data_offsets":[0,4]"#), 4, .malformedTensor(name: "a")),
      (
        tensor(#""dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1"#), 4,
        .malformedTensor(name: "a")
      ),
      (
        tensor(#""dtype":"F33","shape":[1],"data_offsets":[0,4]"#), 4,
        .unknownDType(name: "a", dtype: "F33")
      ),
      (
        tensor(#""dtype":"F32","shape":[2],"data_offsets":[0,4]"#), 4,
        .sizeMismatch(name: "a", shapeByteCount: 8, placeByteCount: 4)
      ),
      (
        tensor(#""dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]"#), 0,
        .tensorTooLarge(name: "a")
      ),
      (
        tensor(#""dtype":"F32","shape":[1],"data_offsets":[4,8]"#), 8,
        .hole(name: "a", start: 4, end: 0)
      ),
      (
        tensor(#""dtype":"F32","shape":[2],"data_offsets":[0,8]"#), 7,
        .dataCutShort(byteCount: 69, dataByteCount: 8)
      ),
      (
        tensor(#""dtype":"F32","shape":[2],"data_offsets":[0,8]"#), 9, .trailingBytes(count: 1)
      ),
      (
        #"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"#
          + #""b":{"dtype":"U8","shape":[2],"data_offsets":[1,3]}}"#, 3,
        .overlap(name: "b", start: 1, end: 2)
      ),
      (
        #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"#
          + #""b":{"dtype":"U8","shape":[1],"data_offsets":[2,3]}}"#, 3,
        .hole(name: "b", start: 2, end: 1)
      ),
      (#"{"__metadata__":{"k":1}}"#, 0, .metadataNotText(key: "k")),
      (#"{"__metadata__":[]}"#, 0, .metadataNotText(key: "__metadata__")),
      (
        #"{"__metadata__":{"k":"1","k":"2"}}"#, 0,
        .headerIsNotJSON(JSONError(reason: .duplicateKey("k"), line: 1, column: 26))
      ),
      (
        #"{"a":1,"a":2}"#, 0,
        .headerIsNotJSON(JSONError(reason: .duplicateKey("a"), line: 1, column: 8))
      ),
    ] as [(String, Int, CheckpointError)])
  func refuses(header: String, dataByteCount: Int, error: CheckpointError) {
    #expect(throws: error) { try decode(bytes(header, dataByteCount: dataByteCount)) }
  }

  @Test func refusesLengthsThatCannotBe() {
    #expect(throws: CheckpointError.tooShort(byteCount: 7)) {
      try decode([UInt8](repeating: 0, count: 7))
    }
    #expect(throws: CheckpointError.headerTooLong(byteCount: 100_000_001)) {
      try decode([0x01, 0xE1, 0xF5, 0x05, 0, 0, 0, 0] + Array("{}".utf8))
    }
    #expect(throws: CheckpointError.headerTooLong(byteCount: .max)) {
      try decode([UInt8](repeating: 0xFF, count: 16))
    }
    #expect(throws: CheckpointError.headerCutShort(byteCount: 10, headerEnd: 11)) {
      try decode([3, 0, 0, 0, 0, 0, 0, 0] + Array("{}".utf8))
    }
  }

  private func bytes(_ header: String, dataByteCount: Int) -> [UInt8] {
    [UInt8(header.utf8.count), 0, 0, 0, 0, 0, 0, 0] + Array(header.utf8)
      + [UInt8](repeating: 0, count: dataByteCount)
  }

  private func decode(_ bytes: [UInt8]) throws -> (header: Safetensors, dataOffset: Int) {
    try bytes.withUnsafeBytes { try Safetensors.decode($0) }
  }
}
