import Learning
import Testing

@Suite struct DatasetTests {
  private let bytes = Dataset(
    sampleCount: 3, featureCount: 2, features: .bytes([1, 2, 3, 4, 5, 255], scale: 0.5),
    targets: .classes([3, 0, 1], count: 4))
  private let floats = Dataset(
    sampleCount: 2, featureCount: 3, features: .floats([1, -2, 3.5, 0, 1e-3, 7]),
    targets: .values([1, 2, 3, 4], width: 2))

  // MARK: Gathering

  @Test func gathersRowsInTheOrderOfTheIndexes() {
    #expect(gather([2, 0, 2], of: bytes) == [2.5, 127.5, 0.5, 1, 2.5, 127.5])
    #expect(gather([1, 0], of: floats) == [0, 1e-3, 7, 1, -2, 3.5])
    #expect(gather([], of: bytes) == [])
  }

  @Test func gathersRanges() {
    #expect(gather(1..<3, of: bytes) == [1.5, 2, 2.5, 127.5])
    #expect(gather(1..<2, of: floats) == [0, 1e-3, 7])
    #expect(gather(3..<3, of: bytes) == [])
  }

  /// Every byte, at every width from 1 to 40 (where vectors leave a rest), is scaled as by one
  /// multiplication in Float.
  @Test(arguments: 1...40)
  func widensAsOneMultiplication(width: Int) {
    let scale = 1 / Float(255)
    let pixels = (0..<width * 13).map { UInt8(truncatingIfNeeded: $0 &* 89) }
    let data = Dataset(
      sampleCount: 13, featureCount: width, features: .bytes(pixels, scale: scale),
      targets: .classes([UInt16](repeating: 0, count: 13), count: 2))
    #expect(gather(0..<13, of: data) == pixels.map { Float($0) * scale })
    let shuffled = (0..<13).map { $0 * 5 % 13 }
    #expect(
      gather(shuffled, of: data)
        == shuffled.flatMap { row in (0..<width).map { Float(pixels[row * width + $0]) * scale } })
  }

  private func gather(_ indexes: [Int], of data: Dataset) -> [Float] {
    collect(indexes.count * data.featureCount) { rows in
      indexes.withUnsafeBufferPointer { data.gather($0, into: rows) }
    }
  }

  private func gather(_ range: Range<Int>, of data: Dataset) -> [Float] {
    collect(range.count * data.featureCount) { data.gather(range, into: $0) }
  }

  /// What `body` writes, with a check that it writes nothing behind it.
  private func collect(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var rows = [Float](repeating: -99, count: count + 8)
    rows.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { body(base) }
    }
    #expect(rows.suffix(8) == [Float](repeating: -99, count: 8))
    return Array(rows.prefix(count))
  }

  // MARK: Fingerprints

  /// By Python's `xxhash`: `xxh64(struct.pack("<6Q", 3, 2, 0, 0x3F000000, 0, 4) + bytes([1, 2, 3, 4,
  /// 5, 255]) + struct.pack("<3H", 3, 0, 1))`, and `xxh64(struct.pack("<6Q", 2, 3, 1, 0x3F800000, 1,
  /// 2) + struct.pack("<6f", 1, -2, 3.5, 0, 1e-3, 7) + struct.pack("<4f", 1, 2, 3, 4))`.
  @Test func fingerprintIsXXH64OfTheCanonicalForm() {
    #expect(bytes.fingerprint == 0x0DB3_753E_BA05_F43C)
    #expect(floats.fingerprint == 0x7E85_9166_6D73_5782)
  }

  @Test func fingerprintsDifferWhereverDataDo() {
    func data(
      _ samples: Int = 2, _ width: Int = 2, _ features: Dataset.Features? = nil,
      _ targets: Dataset.Targets? = nil
    ) -> UInt64 {
      Dataset(
        sampleCount: samples, featureCount: width,
        features: features ?? .bytes([1, 2, 3, 4], scale: 1),
        targets: targets ?? .classes([0, 1], count: 2)
      ).fingerprint
    }
    let all = [
      data(), data(1, 4), data(4, 1), data(2, 2, .bytes([1, 2, 4, 3], scale: 1)),
      data(2, 2, .bytes([1, 2, 3, 4], scale: 2)), data(2, 2, .floats([1, 2, 3, 4])),
      data(2, 2, .floats([1, 2, 3, -4])), data(2, 2, nil, .classes([1, 0], count: 2)),
      data(2, 2, nil, .classes([0, 1], count: 3)), data(2, 2, nil, .values([0, 1], width: 1)),
      data(2, 2, nil, .values([0, 1, 0, 1], width: 2)),
    ]
    #expect(Set(all).count == all.count)
    #expect(data() == data())
  }
}
