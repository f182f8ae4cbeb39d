import Coordination
import Jobs
import Learning

extension FuzzTarget {
  /// What a checkpoint says of its data, and a file that is read by it.
  static let modelData = FuzzTarget("model-data") {
    let plain = DataPreparation(
      columns: [.plain, .plain], classNames: nil)
    let table = DataPreparation(
      columns: [
        .init(name: "a", .number(offset: 1.5, factor: 0.25, fill: 2)),
        .init(name: "c", .category(["blue", "red"], mayBeMissing: true)),
      ],
      table: .init(
        columnCount: 3, featureColumns: [0, 2], targetColumns: [1], targetNames: ["y"]),
      scaling: .standard, missing: .mean, classNames: ["cat", "dog"])
    let sparse = DataPreparation(
      columns: [.plain, .init(name: nil, .number(offset: -1, factor: 2, fill: nil))],
      scaling: .minmax, classNames: nil, indexBase: 1)
    func seed(
      _ choices: [UInt8], _ preparation: DataPreparation, _ file: String, changedAt: [UInt64] = []
    ) -> [UInt8] {
      let facts = DataFacts(
        fingerprint: DataFingerprint(training: 1, validation: .max), trainingSamples: 3,
        validationSamples: 0)
      let data = ModelData(preparation: preparation, facts: facts, changedAt: changedAt)
      return choices + Array(data.text.utf8) + [0] + Array(file.utf8)
    }
    return [
      seed([0, 0, 0], plain, "1,2,3\n4,5,6\n"), seed([0, 0, 1], plain, "1,2\n4,5\n"),
      seed([2, 1, 0], table, "c,y,a\nred,cat,1\nblue,dog,\n", changedAt: [5, 9]),
      seed([2, 1, 1], table, "b,a,c\n1,2,red\n"),
      seed([0, 2, 0], sparse, "1 1:2 2:3\n0 2:1\n"), seed([0, 2, 1], sparse, "? 1:2\n"),
    ]
  } run: { bytes in
    var choices = Choices(bytes)
    let task = choices.one(of: tasks)
    let form = choices.one(of: ["csv:0", "csv:0,label=y,categorical=c,missing=mean", "libsvm:0"])
    let needsTargets = choices.below(2) == 0
    let parts = choices.rest.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    guard let text = parts.first.flatMap({ String(validating: $0, as: UTF8.self) }),
      let data = try? ModelData(text: text)
    else { return }
    check(
      (try? ModelData(text: data.text)) == data, "what is said of data changes when it is written")
    let preparation = data.preparation
    check(preparation.featureCount > 0, "there are no features")
    guard parts.count == 2, let specification = try? DataSpecification(form),
      (preparation.classNames == nil) == (task == .regression),
      let samples = try? loadSamples(
        specification, .training, for: preparation, like: specification, task: task,
        needsTargets: needsTargets, reading: { _ in Array(parts[1]) }, memory: { memoryBytes }
      ).samples
    else { return }
    checkWhole(samples)
    check(
      samples.featureCount == preparation.featureCount, "there are other features than the model's")
    if case .classes(_, let count) = samples.targets {
      check(count == preparation.classNames?.count, "there are other classes than the model's")
    }
  }
}
