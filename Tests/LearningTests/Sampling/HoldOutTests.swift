import Testing

@testable import Learning

@Suite struct HoldOutTests {
  /// So many as the share of all is, rounded; of each group its share, the rest by largest remainder.
  @Test(
    arguments: [
      ([50, 50, 50], 0.2, [10, 10, 10]),
      // 3 of 10; shares of 2.1, 0.6 and 0.3.
      ([7, 2, 1], 0.3, [2, 1, 0]),
      // 3 of 6; shares of 1.5 each, of which the first is rounded up.
      ([3, 3], 0.5, [2, 1]),
      ([10], 0.25, [3]),
      // One at least, though 0.1 of 4 is none.
      ([4], 0.1, [1]),
      // One is left to learn from.
      ([4, 1], 0.9, [3, 0]), ([1, 1], 0.5, [0, 0]), ([0, 6], 0.5, [0, 3]),
      // As a product of doubles 0.29 · 100 is less than 29.
      ([100, 100], 0.29, [29, 29]),
    ])
  func eachGroupGivesItsShare(sizes: [Int], share: Double, expected: [Int]) {
    #expect(HoldOut(share: share, seed: 1).heldOutCounts(sizes) == expected)
  }

  @Test(arguments: [1, 2, 77] as [UInt64])
  func thePartsShareNothingAndMissNothing(seed: UInt64) {
    let groups = (0..<101).map { Int32($0 % 3) }
    let parts = HoldOut(share: 0.3, seed: seed).parts(groups: groups, groupCount: 3)
    #expect((parts.training + parts.heldOut).sorted() == Array(0..<101))
    #expect(parts.training == parts.training.sorted())
    #expect(parts.heldOut == parts.heldOut.sorted())
    // 34, 34 and 33 samples, of which 30 are held out: 10.2, 10.2 and 9.9.
    #expect((0..<3).map { group in parts.heldOut.count { $0 % 3 == group } } == [10, 10, 10])
    #expect(parts == HoldOut(share: 0.3, seed: seed).parts(groups: groups, groupCount: 3))
    let other = HoldOut(share: 0.3, seed: seed + 1).parts(groups: groups, groupCount: 3)
    #expect(parts.heldOut != other.heldOut)
  }

  /// Over many seeds each of 10 samples is held out as often as the share says.
  @Test func everySampleIsHeldOutAsOften() {
    var counts = Array(repeating: 0, count: 10)
    for seed in 0..<2_000 as Range<UInt64> {
      let parts = HoldOut(share: 0.3, seed: seed)
        .parts(groups: Array(repeating: 0, count: 10), groupCount: 1)
      for sample in parts.heldOut { counts[sample] += 1 }
    }
    // Standard deviation √(2000 · 0.3 · 0.7) = 20.5.
    #expect(counts.reduce(0, +) == 6_000)
    #expect(counts.allSatisfy { abs($0 - 600) < 103 })
  }

  private static func table(_ rows: Range<Int>) -> String {
    "a,kind\n" + rows.map { "\($0),\($0 % 2 == 0 ? "even" : "odd")\n" }.joined()
  }

  private static func load(
    _ specification: String, _ text: String, task: Task, share: Double, validation: String? = nil
  ) throws -> LoadedData {
    try loadData(
      training: try DataSpecification(specification),
      validation: try validation.map { try DataSpecification($0) }, task: task,
      holdOut: HoldOut(share: share, seed: 5),
      reading: Files(contents: ["train": Array(text.utf8), "valid": Array("a,kind\n1,odd\n".utf8)])
        .reading)
  }

  @Test func rowsKeepTheirTargets() throws {
    let data = try Self.load(
      "csv:train,label=kind", Self.table(0..<20), task: .multiclass, share: 0.2)
    let held = try #require(data.validation)
    #expect(data.training.sampleCount == 16 && held.sampleCount == 4)
    #expect(data.classNames == ["even", "odd"])
    for part in [data.training, held] {
      #expect(part.classes == part.gathered.map { Int($0) % 2 })
    }
    #expect((data.training.gathered + held.gathered).sorted() == (0..<20).map { Float($0) })
    #expect(held.classes.filter { $0 == 0 }.count == 2)
    #expect(data.trainingFingerprint != data.validationFingerprint)
  }

  /// What is measured on has no part in the figures by which features are scaled.
  @Test func scalingIsThatOfWhatIsLearnedFrom() throws {
    let text = Self.table(0..<20)
    let plain = try Self.load("csv:train,label=kind", text, task: .multiclass, share: 0.4)
    let scaled = try Self.load(
      "csv:train,label=kind,scale=minmax", text, task: .multiclass, share: 0.4)
    let learned = plain.training.gathered
    let (low, high) = (try #require(learned.min()), try #require(learned.max()))
    #expect(scaled.training.gathered == learned.map { ($0 - low) / (high - low) })
    #expect(
      scaled.validation?.gathered
        == plain.validation?.gathered.map { ($0 - low) / (high - low) })
    // Other data are scaled by the same figures.
    let measured = try Self.load(
      "csv:train,label=kind,scale=minmax", text, task: .multiclass, share: 0.4,
      validation: "csv:valid")
    #expect(measured.validation?.gathered == [(1 - low) / (high - low)])
    #expect(measured.trainingFingerprint == scaled.trainingFingerprint)
  }

  @Test func regressionIsDividedToo() throws {
    let text = "a,b\n" + (0..<10).map { "\($0),\($0 * 3)\n" }.joined()
    let data = try Self.load("csv:train,label=b", text, task: .regression, share: 0.5)
    let held = try #require(data.validation)
    #expect(held.sampleCount == 5)
    #expect(held.values == held.gathered.map { $0 * 3 })
    #expect(data.training.values == data.training.gathered.map { $0 * 3 })
  }

  /// The digits' own held-out part is by other writers: a share is one of what is learned from.
  @Test func aShareOfTheDigits() throws {
    let data = try loadData(
      training: DataSpecification(.digits), validation: nil, task: .multiclass,
      holdOut: HoldOut(share: 0.25, seed: 1), reading: { _ in [] })
    #expect(data.training.sampleCount == 1_078 && data.validation?.sampleCount == 359)
    #expect(data.classNames?.count == 10)
  }

  @Test func whatCannotBeDividedIsSaid() throws {
    let error =
      "train: of 2 samples none can be held out for validation: each class needs one to "
      + "learn from"
    #expect(
      sentence {
        try Self.load("csv:train,label=kind", Self.table(0..<2), task: .multiclass, share: 0.5)
      } == error)
    // Values have no classes.
    #expect(
      sentence {
        try Self.load("csv:train,label=b", "a,b\n1,2\n", task: .regression, share: 0.5)
      } == "train: of 1 sample none can be held out for validation: one is needed to learn from")
  }

  /// Categories, means and what else a model is prepared by are those of what is learned from.
  @Test func aCategoryThatIsOnlyHeldOutIsRefused() throws {
    func text(_ colour: (Int) -> String) -> String {
      "colour,size,b\n" + (0..<10).map { "\(colour($0)),\($0 < 5 ? "\($0)" : ""),\($0)\n" }.joined()
    }
    let options = "csv:train,label=b,categorical=colour,missing=mean"
    let known = try Self.load(
      options, text { $0 % 2 == 0 ? "red" : "blue" }, task: .regression, share: 0.3)
    let held = try #require(known.validation)
    #expect(held.sampleCount == 3)
    // The mean of the sizes that are there among those that are learned from: targets tell which.
    let sizes = known.training.values.filter { $0 < 5 }
    let mean = sizes.reduce(0, +) / Float(sizes.count)
    for part in [known.training, held] {
      for (sample, target) in part.values.enumerated() {
        #expect(
          part.gathered[3 * sample..<3 * sample + 3]
            == (target.truncatingRemainder(dividingBy: 2) == 0 ? [0, 1] : [1, 0])
            + [target < 5 ? target : mean])
      }
    }
    let row = Int(held.values[0])
    #expect(
      sentence {
        try Self.load(
          options, text { $0 == row ? "green" : $0 % 2 == 0 ? "red" : "blue" }, task: .regression,
          share: 0.3)
      }
        == "train: only samples that are held out for validation have the value “green” of the "
        + "categorical feature column 1 (“colour”), so nothing can be learned of it: another --seed "
        + "holds out others, or leave such rows out")
  }
}
