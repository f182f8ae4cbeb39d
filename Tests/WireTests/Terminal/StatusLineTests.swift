import Testing

@testable import Wire

@Suite struct StatusLineTests {
  private func line() -> StatusLine {
    var line = StatusLine()
    line.append(.init("[████····]", worth: 1))
    line.append(.init("step 450/2700", worth: 3), .init("450/2700", worth: 6))
    line.append(.init("loss 0.0937", worth: 5))
    line.append(.init("waiting for worker-3", worth: 2), .init("waiting", worth: 4))
    return line
  }

  @Test(arguments: [
    (58, "[████····]  step 450/2700  loss 0.0937  waiting for worker-3"),
    (57, "step 450/2700  loss 0.0937  waiting for worker-3"),
    (48, "step 450/2700  loss 0.0937  waiting for worker-3"),
    (47, "step 450/2700  loss 0.0937  waiting"),
    (34, "450/2700  loss 0.0937  waiting"),
    (29, "450/2700  loss 0.0937"),
    (20, "450/2700"),
    (8, "450/2700"),
    (7, ""),
    (0, ""),
  ]) func `What is worth least gives way first`(cells: Int, text: String) {
    #expect(line().fitted(to: cells).encoded(inColor: false) == text)
  }

  @Test func `Complete it has its longest forms`() {
    #expect(line().complete == line().fitted(to: .max))
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `It fits, and no word is cut`(seed: UInt64) {
    var random = Generator(state: seed)
    var line = StatusLine()
    var words: Set<String> = []
    for part in 0..<8 {
      let forms = (0..<3).map { form in
        let text =
          String(repeating: ["a", "θ", "训"][random.below(3)], count: 1 + random.below(12))
          + "\(part)\(form)"
        words.insert(text)
        return StatusLine.Form(text, worth: 100 * form + random.below(100))
      }
      line.append(forms[0], forms[1], forms[2])
    }
    var previous = 0
    for cells in 0...200 {
      let fitted = line.fitted(to: cells)
      #expect(fitted.cells <= cells)
      #expect(
        fitted.encoded(inColor: false).split(separator: " ").allSatisfy {
          words.contains(String($0))
        })
      #expect(fitted.cells >= previous, "more room shows no less")
      previous = fitted.cells
    }
  }
}
