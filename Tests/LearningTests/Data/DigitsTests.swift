import Learning
import Testing

/// Figures worked out by Python from scikit-learn's `digits.csv.gz`:
///
///     rows = [list(map(float, line.split(","))) for line in gzip.open("digits.csv.gz", "rt")]
///     part = rows[:-360]  # or rows[-360:]
///     [sum(row[64] == k for row in part) for k in range(10)]
///     [sum(row[i] for row in part) for i in range(64)]
@Suite struct DigitsTests {
  private static let trainingSums = [
    0, 412, 7437, 16928, 17257, 8513, 2060, 207, 10, 2847, 14935, 17082, 14776, 11989, 2730, 171,
    5, 3829, 14212, 9789, 10079, 11169, 2639, 83, 2, 3599, 13091, 12531, 14375, 10742, 3296, 4, 0,
    3272, 11017, 12980, 14808, 12535, 4105, 0, 13, 2247, 9884, 10115, 10884, 11732, 5071, 45, 13,
    1038, 10849, 13541, 13243, 12376, 5466, 338, 1, 378, 7956, 17400, 17239, 10092, 3301, 634,
  ]
  private static let validationSums = [
    0, 134, 1916, 4341, 4034, 1877, 388, 26, 0, 736, 3722, 4445, 3696, 2703, 588, 23, 0, 846, 3584,
    2777, 2676, 2859, 575, 7, 0, 839, 3246, 3321, 3464, 2828, 869, 0, 0, 932, 2761, 3322, 3704,
    3178, 1123, 0, 3, 599, 2482, 2874, 2903, 3069, 1140, 4, 0, 228, 2641, 3601, 3678, 3363, 1228,
    33, 0, 124, 2031, 4324, 3982, 2063, 415, 21,
  ]

  @Test func areTheOriginal() throws {
    let data = try load("digits", "", task: .multiclass)
    let validation = try #require(data.validation)
    #expect(data.training.sampleCount == 1437)
    #expect(validation.sampleCount == 360)
    #expect(data.training.featureCount == 64)
    #expect(counts(data.training) == [143, 146, 142, 146, 144, 145, 144, 143, 141, 143])
    #expect(counts(validation) == [35, 36, 35, 37, 37, 37, 37, 36, 33, 37])
    #expect(sums(data.training) == Self.trainingSums)
    #expect(sums(validation) == Self.validationSums)
    #expect(data.classNames == ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"])
    // The first image's first rows, as in the file's first line, in sixteenths.
    #expect(
      data.training.gathered.prefix(16).map { $0 * 8 } == [
        0, 0, 5, 13, 9, 1, 0, 0, 0, 0, 13, 15, 10, 15, 5, 0,
      ])
    #expect(data.training.classes.prefix(5) == [0, 1, 2, 3, 4])
  }

  @Test func holdOutThesePartsAlsoWhenNamed() throws {
    let named = try load("digits", "", validation: "digits", task: .multiclass)
    let own = try load("digits", "", task: .multiclass)
    #expect(named.validationFingerprint == own.validationFingerprint)
    #expect(own.validationFingerprint != own.trainingFingerprint)
  }

  @Test func areValuesForRegressionAndNothingForBinary() throws {
    let data = try load("digits", "", task: .regression)
    #expect(data.training.values.prefix(4) == [0, 1, 2, 3])
    #expect(data.classNames == nil)
    #expect(
      sentence { try load("digits", "", task: .binary) }
        == "digits: the task binary needs two classes, but there are 10: “0”, “1”, “2”, “3”, “4”, "
        + "“5”, “6”, “7”, “8”, “9”")
  }

  private func counts(_ data: Dataset) -> [Int] {
    (0..<10).map { digit in data.classes.count { $0 == digit } }
  }

  private func sums(_ data: Dataset) -> [Int] {
    let features = data.gathered
    return (0..<64).map { column in
      (0..<data.sampleCount).reduce(0) { $0 + Int(features[$1 * 64 + column] * 8) }
    }
  }
}
