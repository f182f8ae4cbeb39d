import Testing

@testable import Learning

/// What float32 can't hold: 24 bits of a number. Around 1.7 · 10⁹ its numbers are 128 apart, around 10⁶
/// a sixteenth.
@Suite struct FloatPrecisionTests {
  private static let times = (0..<5).map { 1_700_000_000 + 100 * $0 }

  /// A table of times, with 0 to 4 as targets.
  private static let table =
    "t,y\n" + times.enumerated().map { "\($1),\($0)\n" }.joined()

  private static func npy(_ type: String, _ shape: String, _ bytes: [UInt8]) -> [UInt8] {
    let header = Array("{'descr': '\(type)', 'fortran_order': False, 'shape': \(shape), }\n".utf8)
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.count), 0] + header + bytes
  }

  private static func integers(_ values: [Int64]) -> [UInt8] {
    values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }
  }

  // MARK: Features

  @Test func `what floats make one is said, and what helps`() throws {
    let data = try load("csv:train", Self.table, task: .regression)
    // 1,700,000,000 is a float; 100 and 200 are nearest to 128, 300 to 256, 400 to 384.
    #expect(data.training.gathered == [0, 128, 256, 256, 384].map { 1_700_000_000 + $0 })
    #expect(
      data.notes == [
        "train: float32, by which a model learns, can't tell all values of the feature “t” apart "
          + "(1700000200 and 1700000300 are one): scale=standard moves them to 0 before they are rounded"
      ])
  }

  @Test func `of several columns it is said once`() throws {
    let text = Self.times.map { "\($0),5,\($0 + 7),1\n" }.joined()
    let data = try load("csv:train,header=no", text, task: .regression)
    #expect(data.notes.count == 1)
    #expect(data.notes.first?.contains("all values of feature column 1 and 1 other apart") == true)
  }

  /// (x − mean) / deviation: −2 to 2, divided by √2; and 0, ¼, ½, ¾, 1.
  @Test func `scaling comes before rounding`() throws {
    let standard = try load("csv:train,scale=standard", Self.table, task: .regression)
    for (found, expected) in zip(standard.training.gathered, [-2, -1, 0, 1, 2] as [Double]) {
      #expect(abs(Double(found) - expected / 2.0.squareRoot()) < 1e-7)
    }
    #expect(standard.notes.isEmpty)
    let spanned = try load(
      "csv:train,scale=minmax", Self.table, validation: "csv:valid", "t,y\n1700000050,1\n",
      task: .regression)
    #expect(spanned.training.gathered == [0, 0.25, 0.5, 0.75, 1])
    #expect(spanned.validation?.gathered == [0.125])
    #expect(spanned.notes.isEmpty)
  }

  @Test func `what is missing is filled before that, too`() throws {
    let text = "t,y\n1700000000,1\n1700000100,2\n?,3\n1700000200,4\n"
    let mean = try load("csv:train,scale=standard,missing=mean", text, task: .regression)
    #expect(mean.training.gathered[2] == 0)
    let median = try load(
      "csv:train,scale=minmax,missing=median", text, validation: "csv:valid", "t,y\nNA,0\n",
      task: .regression)
    #expect(median.training.gathered == [0, 0.5, 0.5, 1])
    #expect(median.validation?.gathered == [0.5])
  }

  /// A model's columns are read so wherever it is used, also one row alone.
  @Test func `other data are scaled before rounding by the model's columns`() throws {
    let trained = try load("csv:train,scale=minmax", Self.table, task: .regression)
    #expect(trained.preparation.columns[0].unrounded == .init(fill: nil))
    let samples = try loadSamples(
      try DataSpecification("csv:new"), .training, for: trained.preparation,
      like: try DataSpecification("csv:train,scale=minmax"), task: .regression, needsTargets: false,
      reading: Files(contents: ["new": Array("t\n1700000300\n".utf8)]).reading
    ).samples
    #expect(samples.gathered == [0.75])
  }

  @Test func `data that differ in those digits alone have another fingerprint`() throws {
    let others = Self.table.replacing("1700000200", with: "1700000201")
    func fingerprint(_ text: String, _ options: String, _ given: DataPreparation?) throws -> UInt64
    {
      try loadData(
        training: try DataSpecification("csv:train" + options), validation: nil, task: .regression,
        preparation: given, reading: Files(contents: ["train": Array(text.utf8)]).reading
      ).trainingFingerprint
    }
    let model = try load("csv:train,scale=minmax", Self.table, task: .regression)
    #expect(
      try fingerprint(Self.table, ",scale=minmax", model.preparation) == model.trainingFingerprint)
    #expect(
      try fingerprint(others, ",scale=minmax", model.preparation) != model.trainingFingerprint)
    // Unscaled, both are learned from as the same floats.
    #expect(try fingerprint(Self.table, "", nil) == fingerprint(others, "", nil))
  }

  @Test func `arrays and lines of entries, too`() throws {
    let (x, y) = (
      Self.npy("<i8", "(3, 1)", Self.integers([16_777_216, 16_777_217, 16_777_218])),
      Self.npy("<i8", "(3,)", Self.integers([1, 2, 3]))
    )
    func array(_ options: String) throws -> LoadedData {
      try loadData(
        training: try DataSpecification("npy:x,y" + options), validation: nil, task: .regression,
        reading: Files(contents: ["x": x, "y": y]).reading)
    }
    #expect(try array(",scale=minmax").training.gathered == [0, 0.5, 1])
    #expect(
      try array("").notes == [
        "x: float32, by which a model learns, can't tell all values of the feature apart (16777216 and "
          + "16777217 are one): scale=standard moves them to 0 before they are rounded"
      ])
    let lines = "1 1:16777216 2:0.1\n2 1:16777217\n3 1:16777218 2:0.3\n"
    let scaled = try load("libsvm:train,scale=minmax", lines, task: .regression)
    #expect(stride(from: 0, to: 6, by: 2).map { scaled.training.gathered[$0] } == [0, 0.5, 1])
    #expect(
      try load("libsvm:train", lines, task: .regression).notes.first?
        .contains("feature column 1 apart") == true)
  }

  /// Rounding is no loss where it is far less than what a column varies by, or makes no two values one.
  @Test(arguments: [
    // Temperatures, years, a constant that is no float, thirds, and numbers up to a million.
    (0..<40).map { "36.\($0 % 10)" }, (0..<40).map { "\(1990 + $0)" },
    Array(repeating: "0.1", count: 40), (0..<40).map { "\(Double($0) / 3)" },
    (0..<40).map { "\(Double($0) * 25_000.123456789)" },
    // These two are one float, which is nothing to what they vary by.
    ["0.1", "0.100000000001", "5"],
  ])
  func `nothing is said where nothing is lost, and nothing changes`(values: [String]) throws {
    let text = values.map { "\($0),\($0)\n" }.joined()
    let data = try load("csv:train,header=no,scale=standard", text, task: .regression)
    #expect(data.notes.isEmpty)
    #expect(data.preparation.columns.map(\.unrounded) == [nil])
    // The figures are those of the floats, as they always were.
    let floats = values.compactMap { Float($0) }.map { Double($0) }
    let mean = floats.reduce(0, +) / Double(floats.count)
    guard case .number(let offset, _, _) = data.preparation.columns[0].kind else { return }
    #expect(offset == mean)
    #expect(try load("csv:train,header=no", text, task: .regression).notes.isEmpty)
  }

  // MARK: Targets

  @Test func `targets are kept in full to measure by`() throws {
    let text = "x,y\n1,1000000.01\n2,1000000.02\n3,999998\n4,1000002\n"
    let data = try load("csv:train", text, task: .regression)
    #expect(data.training.values == [1_000_000, 1_000_000, 999_998, 1_000_002])
    #expect(
      data.training.unroundedTargets == [1_000_000.01, 1_000_000.02, 999_998, 1_000_002])
    #expect(
      data.notes == [
        "train: float32, by which a model learns, can't tell all values of the target “y” apart "
          + "(1000000.01 and 1000000.02 are one): subtract what they have in common, such as their mean"
      ])
  }

  @Test func `targets that are floats are kept once`() throws {
    let data = try load("csv:train", "x,y\n1,0.5\n2,16777216\n", task: .regression)
    #expect(data.training.unroundedTargets == nil)
    #expect(data.notes.isEmpty)
  }

  @Test func `rows keep them, whatever is held out`() throws {
    let text = (0..<10).map { "\($0),\(1_700_000_000 + 100 * $0)\n" }.joined()
    let data = try loadData(
      training: try DataSpecification("csv:train,header=no"), validation: nil, task: .regression,
      holdOut: HoldOut(share: 0.4, seed: 3),
      reading: Files(contents: ["train": Array(text.utf8)]).reading)
    let held = try #require(data.validation)
    #expect(held.sampleCount == 4)
    for part in [data.training, held] {
      #expect(
        part.unroundedTargets == part.gathered.map { 1_700_000_000 + 100 * Double($0) })
    }
  }

  @Test func `of arrays, by column`() throws {
    let x = Self.npy("<i8", "(2,)", Self.integers([1, 2]))
    let y = Self.npy("<i8", "(2, 2)", Self.integers([1, 16_777_217, 2, 16_777_216]))
    let data = try loadData(
      training: try DataSpecification("npy:x,y"), validation: nil, task: .regression,
      reading: Files(contents: ["x": x, "y": y]).reading)
    #expect(data.training.unroundedTargets == [1, 16_777_217, 2, 16_777_216])
    #expect(data.notes.first?.contains("all values of target column 2 apart") == true)
  }

  // MARK: Figures

  /// By floats both targets would be 1,000,000: without error, and constant.
  @Test func `errors are those of the targets as they stand`() {
    var measuring = RegressionMeasuring(outputCount: 1)
    for (answer, target) in [(1_000_000, 1_000_000.01), (1_000_000, 1_000_000.02)]
      as [(Float, Double)]
    {
      measuring.add([answer], targets: [target])
    }
    let scores = measuring.scores
    #expect(abs(scores.meanAbsoluteError - 0.015) < 1e-9)
    #expect(abs(scores.meanSquaredError - 0.000_25) < 1e-9)
    // 1 − (0.01² + 0.02²) / (2 · 0.005²) = −9.
    #expect(abs((scores.r2 ?? 0) + 9) < 1e-4)
    #expect(scores.outputs.map(\.isConstant) == [false])
  }
}
