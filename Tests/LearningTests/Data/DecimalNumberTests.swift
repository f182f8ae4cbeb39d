import Testing

@testable import Learning

@Suite struct DecimalNumberTests {
  @Test(
    arguments: [
      ("0", 0), ("-0", -0.0), ("1", 1), ("+1", 1), ("00012", 12), ("1.", 1), (".5", 0.5),
      ("-.5e+1", -5), ("1E2", 100), ("1e-2", 0.01), ("0.1", 0.1), ("16777217", 16_777_216),
      ("340282346638528859811704183484516925440", .greatestFiniteMagnitude),
      ("1e-46", 0), ("1e-999999999999", 0), ("0e999999999999", 0),
      ("1.401298464324817e-45", 0x1p-149),
      ("0.000000000000000000000000000000000000000000000000000000001e57", 1),
      // Half way between two floats: to the even one; and just beside it.
      ("16777219", 16_777_220), ("1.000000059604644775390625", 1),
      ("1.00000005960464477539062500000000000000001", 0x1.000002p0),
    ] as [(String, Float)])
  func reads(text: String, value: Float) {
    guard case .value(let read, let exact) = DecimalNumber(text) else {
      Issue.record("\(text) is \(DecimalNumber(text))")
      return
    }
    #expect(read.bitPattern == value.bitPattern)
    #expect(exact.bitPattern == Double(text)?.bitPattern)
  }

  @Test(
    arguments: [
      ("nan", .nan), ("NaN", .nan), ("-NAN", .nan), ("inf", .infinite), ("-Infinity", .infinite),
      ("1e39", .tooLarge), ("-3.5e38", .tooLarge), ("1e999999999999", .tooLarge),
    ] as [(String, DecimalNumber)])
  func tellsSpecialOnes(text: String, number: DecimalNumber) {
    #expect(DecimalNumber(text) == number)
  }

  @Test(arguments: [
    "", "-", ".", "e5", "1e", "1e+", "1e5x", "1.2.3", "--1", "+-1", "1 2", " 1", "1 ", "0x10", "1f",
    "1_000", "1,5", "nano", "na", "infi", "١", "1e5.5", "1\0",
  ])
  func refusesTheRest(text: String) {
    #expect(DecimalNumber(text) == .invalid)
  }

  /// Against the standard library's reading, which is correctly rounded: random digits and exponents,
  /// and the shortest and the full text of random floats and of the midpoints between floats.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func agreesWithTheStandardLibrary(seed: UInt64) {
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 20
    }
    for _ in 0..<5000 {
      let float = Float(bitPattern: UInt32(truncatingIfNeeded: next()))
      var texts = [
        "\(next() % 1_000_000)e\(Int(next() % 60) - 40)",
        "\(next() % 1000).\(next())",
        "0.\(next() % 100_000_000)",
      ]
      if float.isFinite {
        let midpoint = (Double(float) + Double(float.nextUp)) / 2
        texts += ["\(float)", "\(Double(float))"] + (midpoint.isFinite ? ["\(midpoint)"] : [])
      }
      for text in texts {
        let expected = Float(text)
        switch DecimalNumber(text) {
        case .value(let value, let exact):
          #expect(value.bitPattern == expected?.bitPattern, "\(text)")
          #expect(exact.bitPattern == Double(text)?.bitPattern, "\(text)")
        case .tooLarge: #expect(expected?.isInfinite == true, "\(text)")
        default: Issue.record("\(text)")
        }
      }
    }
  }
}
