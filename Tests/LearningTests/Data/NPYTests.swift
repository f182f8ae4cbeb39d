import Learning
import Testing

/// Arrays as numpy.save writes them.
@Suite struct NPYTests {
  /// A file with a header as numpy writes it, without its padding.
  private static func array(
    _ type: String, _ shape: String, _ data: [UInt8], isColumnMajor: Bool = false,
    version: UInt8 = 1
  ) -> [UInt8] {
    let order = isColumnMajor ? "True" : "False"
    let header = Array(
      "{'descr': '\(type)', 'fortran_order': \(order), 'shape': \(shape), }\n".utf8)
    let length: [UInt8] = [UInt8(header.count & 0xFF), UInt8(header.count >> 8)]
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + (version == 1 ? [] : [0, 0])
      + header + data
  }

  private static func load(
    _ features: [UInt8], _ labels: [UInt8], task: Task, options: String = "", memory: Int = .max
  ) throws -> LoadedData {
    try loadData(
      training: try DataSpecification("npy:x,y" + options), validation: nil, task: task,
      reading: Files(contents: ["x": features, "y": labels]).reading, memory: { memory })
  }

  private static let classes = array("|u1", "(2,)", [1, 0])

  private static func bytes(_ values: [Float]) -> [UInt8] {
    values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> (8 * $0) & 0xFF) } }
  }

  /// np.save of np.array([[1, 2], [3, 4]]) in every type and order.
  @Test(
    arguments: [
      ("|u1", false, [1, 2, 3, 4]),
      ("|u1", true, [1, 3, 2, 4]),
      ("|i1", false, [1, 2, 3, 4]),
      ("<i2", false, [1, 0, 2, 0, 3, 0, 4, 0]),
      (">u2", false, [0, 1, 0, 2, 0, 3, 0, 4]),
      ("<i4", true, [1, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0]),
      ("<f2", false, [0x00, 0x3C, 0x00, 0x40, 0x00, 0x42, 0x00, 0x44]),
      (">f4", false, [0x3F, 0x80, 0, 0, 0x40, 0, 0, 0, 0x40, 0x40, 0, 0, 0x40, 0x80, 0, 0]),
      (
        "<f8", false,
        [
          0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0, 0, 0, 0x08, 0x40, 0,
          0,
          0, 0, 0, 0, 0x10, 0x40,
        ]
      ),
      (
        "<i8", false,
        [
          1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0,
          0, 0,
        ]
      ),
    ] as [(String, Bool, [UInt8])])
  func readsNumbers(type: String, isColumnMajor: Bool, data: [UInt8]) throws {
    for version: UInt8 in [1, 2, 3] {
      let features = Self.array(
        type, "(2, 2)", data, isColumnMajor: isColumnMajor, version: version)
      let loaded = try Self.load(features, Self.classes, task: .binary)
      #expect(loaded.training.gathered == [1, 2, 3, 4])
      #expect(loaded.training.classes == [1, 0])
      #expect(loaded.classNames == ["0", "1"])
    }
  }

  /// Rows of images are taken flat, as in C, also of an array that lies as in Fortran.
  @Test func readsRowsOfAnyShape() throws {
    // Element [i, j, k] is 4 i + 2 j + k, of which Fortran writes i first.
    let flat = (0..<8).map { UInt8($0) }
    let fortran: [UInt8] = [0, 4, 2, 6, 1, 5, 3, 7]
    for (data, isColumnMajor) in [(flat, false), (fortran, true)] {
      let loaded = try Self.load(
        Self.array("|u1", "(2, 2, 2)", data, isColumnMajor: isColumnMajor), Self.classes,
        task: .regression)
      #expect(loaded.training.gathered == flat.map { Float($0) })
      #expect(loaded.training.values == [1, 0])
    }
    let column = try Self.load(
      Self.array("<f4", "(2,)", Self.bytes([0.5, -2])),
      Self.array("<f4", "(2, 2)", Self.bytes([1, 2, 3, 4])),
      task: .regression)
    #expect(column.training.gathered == [0.5, -2])
    #expect(column.training.values == [1, 2, 3, 4])
    #expect(column.training.valueWidth == 2)
  }

  @Test(
    arguments: [
      (
        "<U3",
        [0x63, 0, 0, 0, 0x61, 0, 0, 0, 0x74, 0, 0, 0, 0xE9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ["cat", "é"]
      ),
      ("|S3", [0x63, 0x61, 0x74, 0x64, 0, 0], ["cat", "d"]),
      ("|b1", [0, 1], ["0", "1"]),
      ("<i2", [0xFF, 0xFF, 7, 0], ["-1", "7"]),
      ("<f4", [0, 0, 0x80, 0xBF, 0, 0, 0, 0x40], ["-1", "2"]),
    ] as [(String, [UInt8], [String])])
  func readsLabels(type: String, data: [UInt8], classes: [String]) throws {
    let loaded = try Self.load(
      Self.array("|u1", "(2, 1)", [5, 6]), Self.array(type, "(2,)", data), task: .multiclass)
    #expect(loaded.classNames?.sorted() == classes.sorted())
    #expect(Set(loaded.training.classes) == [0, 1])
  }

  @Test func scales() throws {
    let loaded = try Self.load(
      Self.array("|u1", "(2, 2)", [1, 8, 3, 8]), Self.classes, task: .binary,
      options: ",scale=minmax")
    #expect(loaded.training.gathered == [0, 0, 1, 0])
  }

  @Test(
    arguments: [
      ([], classes, "x: the file is empty"),
      (
        Array("PK\u{3}\u{4}".utf8), classes,
        "x: the file is a zip archive, as of numpy.savez: save each array by numpy.save"
      ),
      (Array("text".utf8), classes, "x: the file does not start as those that numpy.save writes"),
      (
        array("|u1", "(2, 2)", [1, 2, 3]), classes,
        "x: the file announces 2×2 elements of 1 bytes but has 3 bytes of them"
      ),
      (
        array("|u1", "(2, 2)", [1, 2, 3, 4, 5]), classes,
        "x: the file announces 2×2 elements of 1 bytes but has 5 bytes of them"
      ),
      (
        array("|u1", "(4294967296, 4294967296)", []), classes,
        "x: the file announces more than the 4294967296 values allowed"
      ),
      (
        array("|u1", "(99999999999999999999,)", []), classes,
        "x: the header does not give type, order and shape as those that numpy.save writes"
      ),
      (array("|u1", "(0, 2)", []), classes, "x: the array has no samples"),
      (array("|u1", "(2, 0)", []), classes, "x: the samples have no features"),
      (array("|u1", "()", [1]), classes, "x: the array has no samples"),
      (array("|u1", "(3,)", [1, 2, 3]), classes, "x has 3 samples but y has 2 labels"),
      (
        array("|O", "(2,)", [1, 2]), classes,
        "x: the elements are objects or records, and not numbers or texts"
      ),
      (
        array("<c8", "(2,)", []), classes,
        "x: elements of the type “<c8” are not read, only bool, integers, floats and texts"
      ),
      (array("|S1", "(2,)", [97, 98]), classes, "x: the features are texts, not numbers"),
      (array("<f4", "(2,)", bytes([1, .nan])), classes, "x: NaN in sample 1, feature 0"),
      (
        array("<f4", "(2,)", bytes([1, -.infinity])), classes, "x: infinity in sample 1, feature 0"
      ),
      (
        array("<f8", "(2,)", [0, 0, 0, 0, 0, 0, 0, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0]), classes,
        "x: 5.486124068793689e+303 in sample 0, feature 0 is too large"
      ),
      (
        array("|u1", "(2,)", [1, 2]), array("|u1", "(2, 2)", [1, 2, 3, 4]),
        "y: there are 2 labels a sample, but only regression takes more than one"
      ),
      (
        array("|u1", "(2,)", [1, 2]), array("|S1", "(2,)", [97, 0]),
        "y: the label of sample 1 is empty"
      ),
      (
        array("|u1", "(2,)", [1, 2]), array("<f4", "(2,)", bytes([0.5, 1])),
        "x: the label “0.5” in sample 0 of y is not a whole number; for real values the task is regression"
      ),
    ] as [([UInt8], [UInt8], String)])
  func saysWhatIsWrong(features: [UInt8], labels: [UInt8], expected: String) {
    #expect(sentence { try Self.load(features, labels, task: .multiclass) } == expected)
  }

  @Test func asksForMemory() {
    let features = Self.array("|u1", "(2, 2)", [1, 2, 3, 4])
    #expect(
      sentence { try Self.load(features, Self.classes, task: .binary, memory: 15) }
        == "x: 2 samples of 2 features need 16 bytes of memory, and 15 are available here")
  }

  /// Whatever byte is changed, and wherever the file ends: data or an error, never a trap.
  @Test func survivesAnyChangedByte() {
    let features = Self.array("<f2", "(2, 2)", [0, 0x3C, 0, 0x40, 0, 0x42, 0, 0x44])
    for index in features.indices {
      _ = try? Self.load(Array(features[..<index]), Self.classes, task: .binary)
      for byte in Array("{}(),:'0129LTF \0".utf8) + [0x93, 0xFF] {
        var changed = features
        changed[index] = byte
        _ = try? Self.load(changed, Self.classes, task: .binary)
      }
    }
  }
}
