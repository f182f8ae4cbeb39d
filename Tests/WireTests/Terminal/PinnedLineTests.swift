@testable import Text

import TerminalEmulation
import Testing

@Suite struct PinnedLineTests {
  private static let words = [
    "ps:", "worker", "worker-1", "joined", "θ", "is", "█████", "训练的参数", "left:", "e\u{301}tat",
    "validation", "loss", "0.1351,", "accuracy", "95.00 %", "a", "unit-of-work-that-has-no-end",
  ]

  /// A terminal, what its user sees besides the line, and the line that was drawn last.
  private struct Scene {
    var random: Generator
    var terminal: Terminal
    /// The columns that the writer has last asked for.
    var known: Int
    var messages: [String] = []
    var drawn: StyledText?
    /// Whether it was drawn for the terminal as it is.
    var isUpToDate = false

    init(seed: UInt64, _ narrowing: Terminal.Narrowing) {
      random = Generator(state: seed)
      known = 80
      terminal = Terminal(columns: 80, narrowing)
    }

    mutating func text(wordsMax: Int) -> String {
      (0...random.below(wordsMax)).map { _ in words[random.below(words.count)] }
        .joined(separator: " ")
    }

    mutating func resize() {
      isUpToDate = false
      terminal.resize(to: 2 + random.below(random.below(2) == 0 ? 30 : 170))
    }

    mutating func draw() {
      var line = StatusLine()
      for _ in 0...random.below(6) {
        let (long, short) = (text(wordsMax: 5), text(wordsMax: 1))
        line.append(
          .init(long, .done, worth: random.below(50)), .init(short, worth: 50 + random.below(50)))
      }
      let fitted = line.fitted(to: known - 1)
      terminal.write(PinnedLine.drawing(fitted, inColor: random.below(2) == 0))
      drawn = fitted
      isUpToDate = known == terminal.columns
    }

    /// As the process that draws shows it, or another, after which the line is drawn at the next tick.
    mutating func show(isAnother: Bool) {
      let message = text(wordsMax: 30)
      terminal.write(
        PinnedLine.message(
          message, random.below(4) == 0 ? .failure : .plain, inColor: random.below(2) == 0))
      messages.append(message)
      drawn = nil
      if !isAnother { draw() }
    }
  }

  /// The last line is always the line, it is there once, and no message is lost or torn, whatever
  /// the order of lines, messages and changes of the terminal's size.
  @Test(arguments: 0..<300 as Range<UInt64>, Terminal.Narrowing.allCases)
  func `The line stays last and whole`(seed: UInt64, narrowing: Terminal.Narrowing) {
    var scene = Scene(seed: seed, narrowing)
    for _ in 0..<120 {
      switch scene.random.below(6) {
      case 0: scene.resize()
      case 1: scene.show(isAnother: true)
      case 2: scene.show(isAnother: false)
      default:
        scene.known = scene.terminal.columns
        scene.draw()
      }
      check(scene, narrowing)
    }
    scene.terminal.write(PinnedLine.end)
    scene.drawn = nil
    check(scene, narrowing)
    #expect(scene.terminal.isCursorVisible)
  }

  private func check(_ scene: Scene, _ narrowing: Terminal.Narrowing) {
    let terminal = scene.terminal
    let lines = terminal.lines
    // What was cut off when the terminal became narrower is gone; the number of lines stays.
    if narrowing == .rewraps { #expect(Array(lines.dropLast()) == scene.messages) }
    #expect(lines.count == scene.messages.count + 1)
    #expect(terminal.unknown == [])
    #expect(terminal.wrapsAutomatically)
    #expect(terminal.column == 0)
    #expect(terminal.isAtStartOfLine)
    #expect(terminal.cursorLine.index == lines.count - 1)
    guard let drawn = scene.drawn else {
      #expect(lines.last == "")
      return
    }
    #expect(!terminal.isCursorVisible)
    // It takes one row, and all of it can be seen.
    guard scene.isUpToDate else { return }
    #expect(lines.last == drawn.encoded(inColor: false))
    #expect(terminal.cursorLine.rows == 1)
  }

  /// Where the terminal becomes narrower between the question and the answer, the line is cut off:
  /// it takes no second row.
  @Test(arguments: Terminal.Narrowing.allCases)
  func `A line drawn for a wider terminal takes one row`(narrowing: Terminal.Narrowing) {
    var terminal = Terminal(columns: 20, narrowing)
    terminal.write(PinnedLine.message("ps: training", .plain, inColor: false))
    for width in [1, 10, 19, 20, 21, 60] {
      let line = StyledText(String(repeating: "x", count: width))
      terminal.write(PinnedLine.drawing(line, inColor: false))
      #expect(terminal.cursorLine.rows == 1)
      #expect(terminal.lines.count == 2)
      // What follows the line erases from the cursor on, which is then in the last column.
      #expect(terminal.lines.last?.count == min(19, width))
    }
  }

  @Test func `Without colour only the line itself needs sequences`() {
    let line = StyledText("loss ", .dim) + StyledText("0.5", .done)
    #expect(!PinnedLine.drawing(line, inColor: false).contains("m"))
    #expect(!PinnedLine.message("failed", .failure, inColor: false).contains("m"))
    #expect(
      PinnedLine.message("failed", .failure, inColor: true).contains("\u{1B}[31mfailed\u{1B}[0m"))
  }

  /// A worker's name could else move the cursor, or write a line in our name.
  @Test func `What others say stays on its line`() {
    var terminal = Terminal(columns: 80, .rewraps)
    terminal.write(
      PinnedLine.message(
        "worker \u{1B}[2J\u{9B}1Aevil\r\nps: finished\u{7}\u{202E} joined", .plain, inColor: true))
    #expect(terminal.unknown == [])
    #expect(terminal.lines.count == 2)
    #expect(terminal.lines[0].hasPrefix("worker \u{FFFD}[2J\u{FFFD}1Aevil  ps: finished"))
  }
}
