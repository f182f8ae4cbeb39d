import Coordination
import Foundation
import Learning
import Tensors
import Testing

@testable import Jobs

@Suite struct SavedModelEvaluationTests {
  /// The same sums as a run's: by units of `Limits.evaluationUnitSamples`, in order.
  @Test func theFiguresAreThoseOfARunsUnits() throws {
    let job = CheckpointExample.job([64, 16, 10])
    let model = try CheckpointExample.model(job) { Float(($0 * 37) % 101 - 50) * 0.01 }
    let data = try MeasuredData(for: model, split: .training) { _ in [] }.samples
    #expect(data.sampleCount == 1437)
    let tally = model.evaluate(data)
    let computation = BatchComputation(
      network: model.network, task: .multiclass, capacity: 1437)
    var total = Tally()
    for unit in 0..<6 {
      let samples = unit * 256..<min(unit * 256 + 256, 1437)
      let part = computation.evaluate(samples, in: data, at: model.parameters.pointer)
      total += Tally(
        samples: UInt64(part.samples), lossSum: part.lossSum, correct: UInt64(part.correct))
    }
    #expect(tally.samples == 1437 && total.samples == 1437)
    #expect(tally.lossSum == total.lossSum)
    #expect(tally.correct == Int(total.correct))
  }

  /// f(x) = 2x − 1 on four samples, by hand.
  @Test func aRegressionsErrorIsAsWorkedOutByHand() throws {
    let job = CheckpointExample.job([1, 1]) {
      $0.task = .regression
      $0.data = DataSpecification(.csv(file: "a.csv", .init()))
    }
    let model = try CheckpointExample.model(job) { [2, -1][$0] }
    let files = CheckpointExample.Files(["a.csv": "0,0\n1,1\n2,5\n3,4\n"])
    let data = try MeasuredData(for: model, split: .training, reading: files.read)
    // Errors: −1, 0, −2, 1.
    let tally = model.evaluate(data.samples)
    #expect(tally.lossSum == 6 && tally.samples == 4 && tally.accuracy == nil)
    var answers: [Float] = []
    model.predict(data.samples) { samples, rows in
      #expect(samples == 0..<4)
      answers += rows
    }
    #expect(answers == [-1, 1, 3, 5])
    let report = EvaluationReport(
      path: "p", model: model, dataName: data.name, tally: tally)
    #expect(report.json["mean_squared_error"]?.doubleValue == 1.5)
    #expect(report.json["loss"]?.doubleValue == 1.5)
    #expect(report.json["accuracy"] == nil)
    #expect(report.text.contains("mean squared error  1.500000\n"))
  }

  /// The loss sums over outputs; the mean squared error is a mean over them, too.
  @Test func meanSquaredErrorIsAMeanOverOutputs() throws {
    let job = CheckpointExample.job([1, 2]) {
      $0.task = .regression
      var options = DataSpecification.CSVOptions()
      options.label = [.index(1), .index(2)]
      $0.data = DataSpecification(.csv(file: "a.csv", options))
    }
    let model = try CheckpointExample.model(job) { _ in 0 }
    let files = CheckpointExample.Files(["a.csv": "5,1,2\n6,3,4\n"])
    let data = try MeasuredData(for: model, split: .training, reading: files.read)
    let report = EvaluationReport(
      path: "p", model: model, dataName: data.name, tally: model.evaluate(data.samples))
    // (1 + 4 + 9 + 16) / 2 samples, and / 2 outputs.
    #expect(report.json["loss"]?.doubleValue == 15)
    #expect(report.json["mean_squared_error"]?.doubleValue == 7.5)
  }

  /// Answers come in the order of the samples, whatever the units are, and name the classes that
  /// the evaluation counts as right.
  @Test func predictionsAreThoseThatTheEvaluationCounts() throws {
    let job = CheckpointExample.job([64, 16, 10])
    let model = try CheckpointExample.model(job) { Float(($0 * 61) % 97 - 48) * 0.01 }
    let data = try MeasuredData(for: model) { _ in [] }
    guard case .classes(let labels, _) = data.samples.targets else {
      Issue.record("digits have classes")
      return
    }
    let table = PredictionTable(
      task: .multiclass, outputCount: 10, classNames: data.classNames)
    var next = 0
    var correct = 0
    model.predict(data.samples) { samples, rows in
      #expect(samples.lowerBound == next && rows.count == samples.count * 10)
      next = samples.upperBound
      for (row, sample) in samples.enumerated() {
        let answers = UnsafeBufferPointer(rebasing: rows[row * 10..<row * 10 + 10])
        #expect(abs(answers.reduce(0, +) - 1) < 1e-5)
        let fields = table.line(sample: sample, answers).split(separator: ",")
        #expect(fields.count == 12 && fields[0] == "\(sample)")
        if fields[1] == "\(labels[sample])" { correct += 1 }
      }
    }
    #expect(next == 360)
    #expect(correct == model.evaluate(data.samples).correct)
  }
}
