@testable import Text

import Testing

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
    (60, "[████····]  step 450/2700  loss 0.0937  waiting for worker-3"),
    (59, "step 450/2700  loss 0.0937  waiting for worker-3"),
    (48, "step 450/2700  loss 0.0937  waiting for worker-3"),
    // What was given up first is back, since it is short.
    (47, "[████····]  step 450/2700  loss 0.0937  waiting"),
    (46, "step 450/2700  loss 0.0937  waiting"),
    (34, "450/2700  loss 0.0937  waiting"),
    (29, "step 450/2700  loss 0.0937"),
    (21, "450/2700  loss 0.0937"),
    (20, "450/2700  waiting"),
    (16, "step 450/2700"),
    (8, "450/2700"),
    (7, "waiting"),
    (6, ""),
  ]) func `What is worth least gives way first`(cells: Int, text: String) {
    #expect(line().fitted(to: cells).encoded(inColor: false) == text)
  }

  @Test func `Complete it has its longest forms`() {
    #expect(line().complete == line().fitted(to: .max))
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `It fits, no word is cut, and what is worth most stays`(seed: UInt64) throws {
    var random = Generator(state: seed)
    var line = StatusLine()
    var parts: [[StatusLine.Form]] = []
    for part in 0..<8 {
      let forms = (0..<3).map { form in
        let text =
          String(repeating: ["a", "θ", "训"][random.below(3)], count: 1 + random.below(12))
          + "\(part)\(form)"
        return StatusLine.Form(text, worth: 800 * form + 8 * random.below(100) + part)
      }
      line.append(forms[0], forms[1], forms[2])
      parts.append(forms)
    }
    let words = Set(parts.joined().map { $0.text.encoded(inColor: false) })
    let best = try #require(parts.max { $0[2].worth < $1[2].worth })
    for cells in 0...200 {
      let fitted = line.fitted(to: cells)
      #expect(fitted.cells <= cells)
      let shown = fitted.encoded(inColor: false).split(separator: " ").map(String.init)
      #expect(words.isSuperset(of: shown))
      if cells >= best[2].text.cells {
        #expect(best.contains { shown.contains($0.text.encoded(inColor: false)) })
      }
    }
  }
}
