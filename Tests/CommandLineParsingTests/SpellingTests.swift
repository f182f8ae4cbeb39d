import CommandLineParsing
import Testing

@Suite struct SpellingTests {
  // Worked out by hand; "ca" to "abc" is 3 where no part may be edited twice (2 otherwise).
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("batch", "batch", 0), ("batch", "bach", 1),
    ("batch", "bacth", 1), ("kitten", "sitting", 3), ("ca", "abc", 3), ("λ1", "λ2", 1),
  ])
  func countsEdits(first: String, second: String, expected: Int) {
    #expect(editDistance(first, second) == expected)
    #expect(editDistance(second, first) == expected)
  }

  /// The definition itself, by recursion over all ways to edit.
  private func naive(_ first: ArraySlice<Character>, _ second: ArraySlice<Character>) -> Int {
    guard let a = first.last, let b = second.last else { return first.count + second.count }
    let (shorter, other) = (first.dropLast(), second.dropLast())
    var best = min(naive(shorter, second), naive(first, other)) + 1
    best = min(best, naive(shorter, other) + (a == b ? 0 : 1))
    if a == other.last, b == shorter.last {
      best = min(best, naive(shorter.dropLast(), other.dropLast()) + 1)
    }
    return best
  }

  @Test(arguments: 0..<40) func agreesWithTheDefinition(seed: Int) {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    func word() -> String {
      var letters = ""
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      for index in 0..<Int(state >> 61) {
        letters.append(Array("abc")[Int((state >> (20 + 3 * UInt64(index))) % 3)])
      }
      return letters
    }
    let (first, second) = (word(), word())
    #expect(editDistance(first, second) == naive(Array(first)[...], Array(second)[...]))
  }

  @Test(
    arguments: [
      ("bacth", "batch"), ("micro", "micro-batches"), ("BATCH", "batch"), ("xyz", nil), ("b", nil),
      ("adm", "adam"), ("adamww", "adamw"),
    ] as [(String, String?)])
  func guessesWhatWasMeant(word: String, expected: String?) {
    let candidates = ["batch", "micro-batches", "adam", "adamw"]
    #expect(closest(to: word, in: candidates) == expected)
  }
}
