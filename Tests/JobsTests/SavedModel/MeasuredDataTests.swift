import Learning
import Testing

@testable import Jobs

@Suite struct MeasuredDataTests {
  private static let table = "a,b,kind\n1,2,dog\n3,6,cat\n5,10,dog\n"

  private static func tableJob(_ change: (inout Job) -> Void = { _ in }) throws -> Job {
    let data = try DataSpecification("csv:train.csv,label=kind,scale=minmax")
    return CheckpointExample.job([2, 2]) {
      $0.data = data
      change(&$0)
    }
  }

  private static func floats(_ data: Dataset) -> [Float] {
    guard case .floats(let values) = data.features else { return [] }
    return values
  }

  private static func labels(_ data: Dataset) -> [UInt16] {
    guard case .classes(let labels, _) = data.targets else { return [] }
    return labels
  }

  @Test func theDigitsHaveTwoParts() throws {
    let model = try CheckpointExample.model(CheckpointExample.job([64, 10])) { _ in 0 }
    let held = try MeasuredData(for: model) { _ in [] }
    #expect(held.samples.sampleCount == 360 && held.name == "digits (validation)")
    #expect(held.classNames == (0..<10).map { "\($0)" })
    let all = try MeasuredData(for: model, split: .training) { _ in [] }
    #expect(all.samples.sampleCount == 1437 && all.name == "digits (training)")
    let named = try MeasuredData(
      for: model, DataSpecification(.digits), split: .training
    ) { _ in [] }
    #expect(named.samples.fingerprint == all.samples.fingerprint)
    #expect(named.samples.fingerprint != held.samples.fingerprint)
  }

  /// A job that evaluates nothing can still be evaluated on what its data hold out.
  @Test func aJobWithoutEvaluationHasTheHeldOutPart() throws {
    let job = CheckpointExample.job([64, 10]) { $0.validation = .none }
    let model = try CheckpointExample.model(job) { _ in 0 }
    #expect(try MeasuredData(for: model) { _ in [] }.samples.sampleCount == 360)
  }

  /// Classes and scaling are those of training: cat 0, dog 1; a from 1 to 5, b from 2 to 10.
  @Test func aTableIsReadLikeTheTrainingData() throws {
    let model = try CheckpointExample.model(try Self.tableJob()) { _ in 0 }
    let files = CheckpointExample.Files([
      "train.csv": Self.table, "new.csv": "a,b,kind\n9,4,cat\n2,2,cat\n",
    ])
    let data = try MeasuredData(
      for: model, try DataSpecification("csv:new.csv"), reading: files.read)
    #expect(data.classNames == ["cat", "dog"])
    #expect(Self.labels(data.samples) == [0, 0])
    #expect(Self.floats(data.samples) == [2, 0.25, 0.25, 0])
    #expect(files.namesRead == ["train.csv", "new.csv"])
  }

  @Test func theJobsOwnValidationDataAreTheDefault() throws {
    let own = try DataSpecification("csv:val.csv")
    let job = try Self.tableJob { $0.validation = .data(own) }
    let model = try CheckpointExample.model(job) { _ in 0 }
    let files = CheckpointExample.Files([
      "d/train.csv": Self.table, "d/val.csv": "a,b,kind\n1,2,dog\n",
    ])
    let data = try MeasuredData(for: model, folder: "d", reading: files.read)
    #expect(Self.labels(data.samples) == [1])
    #expect(files.namesRead == ["d/train.csv", "d/val.csv"])
  }

  @Test func aTableHasNoHeldOutPart() throws {
    let model = try CheckpointExample.model(try Self.tableJob()) { _ in 0 }
    let files = CheckpointExample.Files(["train.csv": Self.table])
    #expect(
      throws: JobError(
        "the job has no validation data: name some with --data, or choose --split training")
    ) { try MeasuredData(for: model, reading: files.read) }
    #expect(
      throws: JobError(
        "--split chooses a part of digits, of mnist:DIR or of the job's own data, and csv:train.csv "
          + "has no parts")
    ) {
      try MeasuredData(
        for: model, try DataSpecification("csv:train.csv"), split: .training, reading: files.read)
    }
    let training = try MeasuredData(for: model, split: .training, reading: files.read)
    #expect(Self.labels(training.samples) == [1, 0, 1])
  }

  /// Images of a job that was trained on other images: its files need not be there any more.
  @Test func imagesAreReadWithoutTheTrainingFiles() throws {
    let job = CheckpointExample.job([4, 3]) {
      $0.data = DataSpecification(.idx(images: "gone", labels: "gone too"))
    }
    let model = try CheckpointExample.model(job) { _ in 0 }
    var images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2]
    images += [0, 255, 51, 0, 255, 255, 0, 0]
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]
    var namesRead: [String] = []
    let data = try MeasuredData(
      for: model, DataSpecification(.idx(images: "i", labels: "l"))
    ) { path in
      namesRead.append(path)
      return path == "i" ? images : labels
    }
    #expect(namesRead == ["i", "l"])
    #expect(Self.labels(data.samples) == [1, 0])
    // The model's classes, of which the file has only two.
    #expect(data.classNames == ["0", "1", "2"])
  }

  /// What is measured on need not have every class that was learned.
  @Test(arguments: [(Task.binary, [4, 1]), (.multiclass, [4, 3])])
  func imagesOfOneClassCanBeMeasuredOn(task: Task, sizes: [Int]) throws {
    let job = CheckpointExample.job(sizes) {
      $0.task = task
      $0.data = DataSpecification(.idx(images: "gone", labels: "gone too"))
    }
    let model = try CheckpointExample.model(job) { _ in 0 }
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 2, 1, 2, 3, 4]
    func read(label: UInt8) throws -> MeasuredData {
      try MeasuredData(for: model, DataSpecification(.idx(images: "i", labels: "l"))) { path in
        path == "i" ? images : [0, 0, 8, 1, 0, 0, 0, 1, label]
      }
    }
    #expect(Self.labels(try read(label: 0).samples) == [0])
    #expect(Self.labels(try read(label: 1).samples) == [1])
    let error = #expect(throws: DataError.self) { try read(label: 200) }
    #expect(
      error?.description.hasPrefix("i: the label “200” in sample 0 is none of the training data's")
        == true)
  }

  /// The pictures and labels that the training itself reads.
  @Test(arguments: [DataSplit.training, .validation])
  func digitsAreTheSameAsInTraining(split: DataSplit) throws {
    let job = CheckpointExample.job([64, 10])
    let model = try CheckpointExample.model(job) { _ in 0 }
    let trained = try JobData(job) { _ in [] }
    let measured = try MeasuredData(for: model, split: split) { _ in [] }
    let expected = split == .training ? trained.training : trained.validation
    #expect(measured.samples.fingerprint == expected?.fingerprint)
  }

  @Test func dataThatDoNotFitTheModelAreRefused() throws {
    let model = try CheckpointExample.model(CheckpointExample.job([65, 10])) { _ in 0 }
    let error = #expect(throws: DataError.self) {
      try MeasuredData(for: model) { _ in [] }
    }
    #expect(error?.description == "digits: there are 64 features but the model takes 65")
  }

  @Test func anUnknownLabelIsNamed() throws {
    let model = try CheckpointExample.model(try Self.tableJob()) { _ in 0 }
    let files = CheckpointExample.Files([
      "train.csv": Self.table, "new.csv": "a,b,kind\n9,4,bird\n",
    ])
    let error = #expect(throws: DataError.self) {
      try MeasuredData(for: model, try DataSpecification("csv:new.csv"), reading: files.read)
    }
    #expect(error?.description.contains("“bird”") == true)
  }
}
