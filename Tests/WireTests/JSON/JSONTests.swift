@testable import Text

import Testing

@Suite struct JSONTests {
  // MARK: Values

  @Test(arguments: [
    ("null", JSON.null), (" true\n", .bool(true)), ("false", .bool(false)),
    ("0", .integer(0)), ("-9223372036854775808", .integer(.min)),
    ("9223372036854775807", .integer(.max)), ("9007199254740993", .integer(9_007_199_254_740_993)),
    ("-0", .double(-0.0)), ("1.0", .double(1)), ("1e3", .double(1000)), ("1E-2", .double(0.01)),
    ("4.9e-324", .double(.leastNonzeroMagnitude)), ("0.1", .double(0.1)), ("1e+16", .double(1e16)),
    ("\"\"", .string("")), ("\"a\\\"\\\\\\/\\b\\f\\n\\r\\tz\"", .string("a\"\\/\u{8}\u{c}\n\r\tz")),
    ("\"\\u00e9\\u20AC\\ud83d\\ude00\"", .string("é€😀")), ("\"é€😀\"", .string("é€😀")),
    ("\"\\u0000\"", .string("\0")), ("[]", .array([])), ("{}", .object([])),
    ("[1,[2.5,\"x\"],{}]", .array([1, .array([2.5, "x"]), .object([])])),
    (
      "\t{ \"b\" : 1 ,\r\n\"a\" : [ null ] } ", .object([.init("b", 1), .init("a", .array([nil]))])
    ),
  ])
  func parses(text: String, value: JSON) throws {
    #expect(try JSON.parse(text) == value)
    // What is printed, either way, is the same value.
    #expect(try JSON.parse(value.encoded()) == value)
    #expect(try JSON.parse(value.encoded(pretty: true)) == value)
  }

  @Test(arguments: [
    "", " ", "tru", "nul", "True", "NaN", "Infinity", "-", "+1", "01", "-01", "1.", ".5", "1e",
    "1e+",
    "0x10", "1_000", "[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"", "{\"a\":",
    "{\"a\":1", "{\"a\":1,}", "{a:1}", "{'a':1}", "{1:1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "\"",
    "\"a", "\"\\\"", "\"\\x\"", "\"\\u12\"", "\"\\u12G4\"", "\"\\ud800\"", "\"\\ud800x\"",
    "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"\n\"", "\"\u{1}\"", "1 2", "{}}", "// a\n1",
    "\u{FEFF}1",
    "9223372036854775808", "-9223372036854775809", "1e400", "-1e400",
  ])
  func refuses(text: String) {
    #expect(throws: JSONError.self) { try JSON.parse(text) }
  }

  @Test(
    arguments: [
      [0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22],
      [0x22, 0xC3, 0x22],
      [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(bytes: [UInt8]) {
    #expect {
      try JSON.parse(bytes)
    } throws: {
      ($0 as? JSONError)?.reason == .invalidUTF8
    }
  }

  @Test(arguments: [
    ("{\n  \"a\": 1,\n  \"a\": 2\n}", "line 3, column 3: the key \"a\" stands twice in one object"),
    ("[1,\n 2}", "line 2, column 3: “}” where “,” or “]” should follow"),
    ("{\"é\": x}", "line 1, column 7: “x” where a value should follow"),
    ("[1, ", "line 1, column 5: the text ends where a value should follow"),
    ("[\"😀\", 012]", "line 1, column 7: this is not a number as JSON writes it"),
    ("[1] \n 2", "line 2, column 2: there is text after the end of the value"),
    ("\"a\tb\"", "line 1, column 3: a control character in a string must be written as an escape"),
    ("[1,\u{7F}]", "line 1, column 4: byte 0x7F where a value should follow"),
    ("99999999999999999999", "line 1, column 1: this integer does not fit in 64 bits"),
  ])
  func saysWhereAndWhy(text: String, sentence: String) {
    #expect {
      try JSON.parse(text)
    } throws: {
      "\($0)" == sentence
    }
  }

  @Test func keysThatOnlyLookAlikeAreTwo() throws {
    // One scalar, and a letter with a combining accent: equal strings in Swift, not in JSON.
    let value = try JSON.parse("{\"\u{E9}\": 1, \"e\u{301}\": 2}")
    #expect(value["\u{E9}"]?.integerValue == 1)
    #expect(value["e\u{301}"]?.integerValue == 2)
  }

  @Test func refusesWhatIsTooDeepAndTakesWhatIsJustNot() throws {
    let deepest = JSONLimits.depthMaximum
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSON.parse(nested(deepest))
    #expect {
      try JSON.parse(nested(deepest + 1))
    } throws: {
      ($0 as? JSONError)?.reason == .tooDeep
    }
    // Unclosed, a million deep: refused before any stack runs out.
    #expect(throws: JSONError.self) {
      try JSON.parse(String(repeating: "{\"a\":", count: 1_000_000))
    }
  }

  // MARK: Printing

  @Test func printsCompactAndPretty() {
    let value: JSON = ["b": [1, 2.5, []], "a": ["x": nil, "y": "é\u{1}\"\\\n"], "c": [:]]
    #expect(value.description == #"{"b":[1,2.5,[]],"a":{"x":null,"y":"é\u0001\"\\\n"},"c":{}}"#)
    let pretty = """
      {
        "b": [
          1,
          2.5,
          []
        ],
        "a": {
          "x": null,
          "y": "é\\u0001\\"\\\\\\n"
        },
        "c": {}
      }
      """
    #expect(String(decoding: value.encoded(pretty: true), as: UTF8.self) == pretty)
  }

  @Test func printsNumbersShortAndNeverNaN() {
    #expect(JSON.double(0.1).description == "0.1")
    #expect(JSON.double(1).description == "1.0")
    #expect(JSON.float(0.1).description == "0.1")
    #expect(JSON.float(1e-7).description == "1e-07")
    for value in [Double.nan, .infinity, -.infinity] {
      #expect(JSON.double(value).description == "null")
    }
    #expect(JSON.float(.nan).description == "null")
  }

  /// Doubles of random bits, printed and read back, are the same bits.
  @Test(arguments: [1, 2, 3] as [UInt64])
  func doublesRoundTrip(seed: UInt64) throws {
    var generator = Generator(state: seed)
    for _ in 0..<2000 {
      let value = Double(bitPattern: generator.next())
      guard value.isFinite else { continue }
      let read = try #require(try JSON.parse(JSON.double(value).encoded()).doubleValue)
      #expect(read.bitPattern == value.bitPattern)
    }
  }

  /// Values of random shape round trip, compact and pretty.
  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func valuesRoundTrip(seed: UInt64) throws {
    var generator = Generator(state: seed)
    let value = randomValue(depth: 5, &generator)
    #expect(try JSON.parse(value.encoded()) == value)
    #expect(try JSON.parse(value.encoded(pretty: true)) == value)
  }

  /// A text with any one byte changed, or cut short anywhere, is an error or another value that
  /// round trips, never a trap.
  @Test func survivesAnyChangedByte() throws {
    let value: JSON = ["b": [1, -2.5e10, []], "é\u{1}😀": ["x": nil, "y": true], "c": "\\\""]
    let bytes = value.encoded(pretty: true)
    for index in bytes.indices {
      for change in [1, 2, 4, 8, 16, 32, 64, 128, 0x7E, 0xFF] as [UInt8] {
        var changed = bytes
        changed[index] ^= change
        if let read = try? JSON.parse(changed) {
          #expect(try JSON.parse(read.encoded()) == read)
        }
      }
      #expect(throws: JSONError.self) { try JSON.parse(Array(bytes[..<index])) }
    }
  }

  // MARK: Access

  @Test func accessorsAnswerOnlyForTheirType() throws {
    let value: JSON = ["i": 3, "d": 2.5, "s": "x", "b": true, "a": [1], "o": ["k": 1], "n": nil]
    #expect(value["i"]?.integerValue == 3)
    #expect(value["i"]?.doubleValue == 3)
    #expect(value["d"]?.doubleValue == 2.5)
    #expect(value["d"]?.integerValue == nil)
    #expect(value["s"]?.stringValue == "x")
    #expect(value["s"]?.doubleValue == nil)
    #expect(value["b"]?.boolValue == true)
    #expect(value["b"]?.integerValue == nil)
    #expect(value["a"]?.arrayValue == [1])
    #expect(value["o"]?.objectValue == [JSON.Member("k", 1)])
    #expect(value["n"]?.isNull == true)
    #expect(value["missing"] == nil)
    #expect(value["o"]?["k"] == 1)
    #expect(JSON.array([])["i"] == nil)
  }
}

private func randomValue(depth: Int, _ generator: inout Generator) -> JSON {
  var text = ""
  for _ in 0..<generator.below(6) { text.append(randomCharacter(&generator)) }
  var members: [JSON.Member] = []
  if depth > 0 {
    for index in 0..<generator.below(5) {
      members.append(JSON.Member("\(index)\(text)", randomValue(depth: depth - 1, &generator)))
    }
  }
  return switch generator.below(7) {
  case 0: .null
  case 1: .bool(generator.below(2) == 0)
  case 2: .integer(Int64(bitPattern: generator.next()))
  case 3: .double(Double(generator.below(1_000_000)) / 64)
  case 4: .string(text)
  case 5: .array(members.map(\.value))
  default: .object(members)
  }
}

private func randomCharacter(_ generator: inout Generator) -> Character {
  let characters: [Character] = [
    "a", "\"", "\\", "/", "\n", "\r", "\t", "\0", "\u{1F}", "\u{7F}", "é", "€", "😀", " ",
  ]
  return characters[generator.below(characters.count)]
}
