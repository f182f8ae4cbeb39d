import Learning
import Testing

@testable import Jobs

@Suite struct PredictionTableTests {
  private func line(_ table: PredictionTable, _ sample: Int, _ answers: [Float]) -> String {
    answers.withUnsafeBufferPointer { table.line(sample: sample, $0) }
  }

  @Test func aClassHasAColumn() {
    let table = PredictionTable(
      task: .multiclass, outputCount: 3, classNames: ["cat", "dog", "emu"])
    #expect(table.header == "sample,prediction,probability_cat,probability_dog,probability_emu")
    #expect(line(table, 7, [0.25, 0.5, 0.25]) == "7,dog,0.25,0.5,0.25")
    // The first of equals.
    #expect(line(table, 8, [0.25, 0.375, 0.375]) == "8,dog,0.25,0.375,0.375")
  }

  @Test func leastSquaresGivesScores() {
    let table = PredictionTable(
      task: .multiclass, loss: .squared, outputCount: 2, classNames: ["cat", "dog"])
    #expect(table.header == "sample,prediction,score_cat,score_dog")
  }

  /// RFC 4180, section 2, rules 6 and 7.
  @Test func namesThatWouldDivideALineAreQuoted() {
    let table = PredictionTable(
      task: .multiclass, outputCount: 3, classNames: ["a,b", "say \"x\"", "two\nlines"])
    #expect(
      table.header
        == "sample,prediction,\"probability_a,b\",\"probability_say \"\"x\"\"\","
        + "\"probability_two\nlines\"")
    #expect(line(table, 0, [1, 0, 0]) == "0,\"a,b\",1.0,0.0,0.0")
    #expect(line(table, 1, [0, 1, 0]) == "1,\"say \"\"x\"\"\",0.0,1.0,0.0")
    #expect(line(table, 2, [0, 0, 1]) == "2,\"two\nlines\",0.0,0.0,1.0")
  }

  /// A carriage return before a line feed is one Character in Swift and two bytes in a file.
  @Test func aLineEndOfTwoBytesIsQuoted() {
    let table = PredictionTable(
      task: .binary, outputCount: 1, classNames: ["plain", "a\r\nb"])
    #expect(line(table, 0, [0.75]) == "0,\"a\r\nb\",0.75")
  }

  @Test func aBinaryAnswerIsTheSecondClassAboveOneHalf() {
    let table = PredictionTable(task: .binary, outputCount: 1, classNames: ["no", "yes"])
    #expect(table.header == "sample,prediction,probability")
    #expect(line(table, 0, [0.75]) == "0,yes,0.75")
    #expect(line(table, 1, [0.5]) == "1,no,0.5")
    #expect(line(table, 2, [0.25]) == "2,no,0.25")
  }

  @Test func regressionHasValues() {
    let table = PredictionTable(task: .regression, outputCount: 2, classNames: nil)
    #expect(table.header == "sample,value_0,value_1")
    #expect(line(table, 3, [-1.5, 2e-10]) == "3,-1.5,2e-10")
  }

  @Test func outputsBeyondTheClassesAreCalledByIndex() {
    let table = PredictionTable(task: .multiclass, outputCount: 3, classNames: ["x", "y"])
    #expect(table.header == "sample,prediction,probability_x,probability_y,probability_2")
  }
}
