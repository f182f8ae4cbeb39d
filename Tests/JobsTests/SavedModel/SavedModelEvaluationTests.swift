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
      path: "p", model: model, dataName: data.name, classNames: data.classNames,
      measurement: model.measure(data.samples))
    #expect(report.json["mean_squared_error"]?.doubleValue == 1.5)
    #expect(report.json["loss"]?.doubleValue == 1.5)
    #expect(report.json["accuracy"] == nil)
    #expect(report.text.contains("\nmean squared error       1.500000\n"))
    // Around their mean 2.5 the targets have 6.25 + 2.25 + 6.25 + 2.25 = 17.
    #expect(report.json["r2"]?.doubleValue == 1 - 6.0 / 17)
    #expect(report.json["mean_absolute_error"]?.doubleValue == 1)
    #expect(report.json["root_mean_squared_error"]?.doubleValue == 1.5.squareRoot())
    #expect(report.text.contains("\nR²                       0.647059\n"))
    #expect(report.json["notes"] == [])
  }

  /// f(x) = x + 1,000,000. By floats, which are a sixteenth apart there, all errors would be 0.
  @Test func figuresAreOfTheTargetsAsTheyStand() throws {
    let job = CheckpointExample.job([1, 1]) {
      $0.task = .regression
      $0.data = DataSpecification(.csv(file: "a.csv", .init()))
    }
    let model = try CheckpointExample.model(job) { [1, 1_000_000][$0] }
    let files = CheckpointExample.Files(["a.csv": "0,1000000.02\n1,1000001.02\n"])
    let data = try MeasuredData(for: model, split: .training, reading: files.read)
    let report = EvaluationReport(
      path: "p", model: model, dataName: data.name, classNames: nil,
      measurement: model.measure(data.samples))
    func figure(_ name: String) -> Double { report.json[name]?.doubleValue ?? .nan }
    #expect(figure("loss") == 0)
    #expect(abs(figure("mean_absolute_error") - 0.02) < 1e-9)
    #expect(abs(figure("mean_squared_error") - 0.000_4) < 1e-9)
    // 1 − 2 · 0.02² / (2 · 0.5²)
    #expect(abs(figure("r2") - 0.998_4) < 1e-6)
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
      path: "p", model: model, dataName: data.name, classNames: nil,
      measurement: model.measure(data.samples))
    // (1 + 4 + 9 + 16) / 2 samples, and / 2 outputs.
    #expect(report.json["loss"]?.doubleValue == 15)
    #expect(report.json["mean_squared_error"]?.doubleValue == 7.5)
  }

  /// f(x) = x − 1, σ of it above ½ for x above 1; “yes” is the second class. By hand: of four “no”
  /// three are right, of two “yes” one.
  @Test func aClassifiersFiguresAreAsWorkedOutByHand() throws {
    let job = CheckpointExample.job([1, 1]) {
      $0.task = .binary
      $0.data = DataSpecification(.csv(file: "a.csv", .init()))
    }
    let model = try CheckpointExample.model(job) { [1, -1][$0] }
    let files = CheckpointExample.Files(["a.csv": "0,no\n0.5,no\n0.75,no\n3,no\n2,yes\n0.6,yes\n"])
    let data = try MeasuredData(for: model, split: .training, reading: files.read)
    let report = EvaluationReport(
      path: "p", model: model, dataName: data.name, classNames: data.classNames,
      measurement: model.measure(data.samples))
    #expect(report.json["accuracy"]?.doubleValue == 4.0 / 6)
    #expect(report.json["balanced_accuracy"]?.doubleValue == (0.75 + 0.5) / 2)
    #expect(report.json["confusion_matrix"] == [[3, 1], [1, 1]])
    #expect(report.json["classes"]?.arrayValue?[1]["precision"] == 0.5)
    #expect(report.json["classes"]?.arrayValue?[0]["f1"] == 0.75)
    // “yes” at 2 beats three of four, at 0.6 two of four.
    #expect(report.json["roc_auc"]?.doubleValue == 5.0 / 8)
    let logLoss = try #require(report.json["log_loss"]?.doubleValue)
    #expect(abs(logLoss - report.json["loss"]!.doubleValue!) < 1e-6)
    for line in [
      "accuracy           66.67 % (4 right)", "balanced accuracy  62.50 %",
      "area under ROC     0.6250 (of “yes”)", "class  samples  precision  recall      F1     AUC",
      "no           4     0.7500  0.7500  0.7500  0.6250", "true \\ answered  no  yes",
      "yes               1    1",
    ] { #expect(report.text.contains(line + "\n"), "\(line)") }
    #expect(report.json["notes"] == [])
  }

  /// The answer is always the first of three classes, and the last does not occur.
  @Test func whatIsNotDefinedIsSaid() throws {
    let job = CheckpointExample.job([64, 10])
    let model = try CheckpointExample.model(job) { $0 == 640 ? 5 : 0 }
    let all = try MeasuredData(for: model) { _ in [] }
    guard case .classes(let labels, _) = all.samples.targets else { return }
    let some = Dataset(
      sampleCount: 360, featureCount: 64, features: all.samples.features,
      targets: .classes(labels.map { $0 == 9 ? 8 : $0 }, count: 10))
    let report = EvaluationReport(
      path: "p", model: model, dataName: "d", classNames: all.classNames,
      measurement: model.measure(some))
    #expect(report.json["roc_auc"] == .null)
    #expect(
      report.text.hasSuffix(
        """
        Note: class “9” never occurs in these data, so recall is 0 and the area under ROC is not \
        defined.
        Note: classes “1”, “2”, “3”, “4”, “5” and 3 more are never answered, so precision is 0.
        Note: the macro averages are over the classes that occur or are answered, as scikit-learn's \
        are.

        """))
    let none = model.measure(some)
    #expect(none.tally == model.evaluate(some))
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
