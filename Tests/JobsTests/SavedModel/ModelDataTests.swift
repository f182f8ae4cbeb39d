import Coordination
import Learning
import Testing

@testable import Jobs

/// What a checkpoint says of its data.
@Suite struct ModelDataTests {
  static let facts = DataFacts(
    fingerprint: DataFingerprint(training: 0x0123_4567_89AB_CDEF, validation: .max),
    trainingSamples: 150, validationSamples: 45)

  /// A preparation in which nothing is as usual.
  static let everything = DataPreparation(
    columns: [
      .init(name: "height “m”, \\", .number(offset: 0.1 + 0.2, factor: 1 / 3.0, fill: -0.1)),
      .init(name: "", .category(["", "a,b", "é"], mayBeMissing: true)),
      .init(name: "c", .number(offset: 0, factor: 1, fill: 0)),
      .init(name: "d", .category(["1", "2"], mayBeMissing: false)),
      .init(
        name: "e", .number(offset: 1.7e9, factor: 0.01, fill: 1.7e9),
        unrounded: .init(fill: 1_700_000_000.1)),
      .init(
        name: "f", .number(offset: 1.7e9, factor: 0.01, fill: nil), unrounded: .init(fill: nil)),
    ],
    table: .init(
      columnCount: 9, featureColumns: [6, 0, 2, 3, 7, 8], targetColumns: [1, 5],
      targetNames: ["y", "z"]),
    scaling: .factor(0.1), missing: .median, classNames: nil)

  static let plain = DataPreparation(
    columns: Array(repeating: .plain, count: 784), classNames: (0..<10).map { "\($0)" })

  @Test(arguments: [false, true]) func `what is written reads back`(isPlain: Bool) throws {
    let preparation = isPlain ? Self.plain : Self.everything
    for changed in [[], [7, 9]] as [[UInt64]] {
      let data = ModelData(preparation: preparation, facts: Self.facts, changedAt: changed)
      #expect(try ModelData(text: data.text) == data)
    }
    var job = Job()
    job.preparation = preparation
    #expect(try Job(json: job.canonicalText) == job)
    #expect(Job().canonicalText.contains("preparation") == false)
  }

  /// Texts that only look the same are two, in a checkpoint too.
  @Test func `names that differ in their bytes alone read back`() throws {
    let (composed, decomposed) = ("\u{E9}", "e\u{301}")
    let preparation = DataPreparation(
      columns: [.init(name: composed, .category([decomposed, composed], mayBeMissing: false))],
      classNames: [decomposed, composed])
    let read = try ModelData(text: ModelData(preparation: preparation, facts: Self.facts).text)
    #expect(read.preparation == preparation)
    #expect(read.preparation.classNames?.first?.unicodeScalars.count == 2)
  }

  /// Every column as it always is takes no room.
  @Test func `a plain preparation is short`() {
    #expect(Self.plain.json.description.utf8.count < 200)
  }

  @Test(arguments: [
    ("{", "{"), (#""columns":6"#, #""columns":7"#), (#""columns":6"#, #""columns":-6"#),
    (#""columns":6"#, #""columns":4000000"#), (#""c","d","e","f"]"#, #""c",7]"#),
    (#""fills":["#, #""fills":[0,"#), ("-0.1", "1e300"), ("0.30000000000000004", "1e999"),
    (#""1":{"#, #""6":{"#), (#"["1","2"]"#, #"["1","1"]"#), (#"["1","2"]"#, "[]"),
    ("[6,0,2,3,7,8]", "[6,0,2,3,7,9]"), ("[6,0,2,3,7,8]", "[6,0,2,3,7,7]"),
    (#""4":1700000000.1"#, #""6":1700000000.1"#), (#""4":1700000000.1"#, #""4":"much""#),
    ("[1,5]", "[0,5]"),
    (#"["y","z"]"#, #"["y"]"#), (#""scale":"0.1""#, #""scale":"much""#),
    (#""missing":"median""#, #""missing":"mode""#), (#""classes":null"#, #""classes":["a"]"#),
    (#""classes":null"#, #""klasses":null"#),
    (#""training_samples":150"#, #""training_samples":-1"#),
    (#""0123456789abcdef""#, #""xyz""#), (#""changed_at":[7]"#, #""changed_at":[-7]"#),
    (#""changed_at":[7]"#, #""changed_at":7"#),
  ])
  func `what can't be is refused`(part: String, other: String) throws {
    let text = ModelData(preparation: Self.everything, facts: Self.facts, changedAt: [7]).text
    #expect(text.contains(part), "the text is \(text)")
    let damaged = part == other ? String(text.dropLast()) : text.replacing(part, with: other)
    #expect(throws: JobError("what it says of its data can't be understood")) {
      try ModelData(text: damaged)
    }
  }

  @Test func `changes are named`() {
    var found = Self.facts
    let data = ModelData(preparation: Self.plain, facts: Self.facts)
    #expect(data.changes(to: found, of: Job()) == [])
    found.fingerprint.training = 1
    found.trainingSamples = 100
    #expect(
      data.changes(to: found, of: Job()) == [
        "the training data digits are not those that the model was trained with (then 150 samples with "
          + "fingerprint 0123456789abcdef, now 100 samples with fingerprint 0000000000000001)"
      ])
    found.fingerprint.validation = 2
    #expect(data.changes(to: found, of: Job()).count == 2)
  }

  /// Of a checkpoint from which everything else has gone: no file but the table is read.
  @Test func `a model stands alone`() throws {
    let spec = "csv:gone.csv,label=kind,scale=minmax"
    let job = CheckpointExample.job([2, 2]) {
      $0.data = (try? DataSpecification(spec)) ?? $0.data
    }
    let trained = try JobData(job) { _ in Array("a,b,kind\n1,2,dog\n3,6,cat\n5,10,dog\n".utf8) }
    let model = try CheckpointExample.model(job, data: trained.description) { _ in 0 }
    #expect(model.data == trained.description)
    let files = CheckpointExample.Files([
      "new.csv": "b,a\n4,9\n2,2\n", "v.csv": "b,kind,a\n4,cat,9\n",
    ])
    let answered = try MeasuredData(
      for: model, try DataSpecification("csv:new.csv"), purpose: .answering, reading: files.read)
    guard case .floats(let values) = answered.samples.features else {
      Issue.record("a table's features are floats")
      return
    }
    #expect(values == [2, 0.25, 0.25, 0])
    #expect(answered.classNames == ["cat", "dog"])
    let measured = try MeasuredData(
      for: model, try DataSpecification("csv:v.csv"), reading: files.read)
    guard case .classes(let labels, _) = measured.samples.targets else {
      Issue.record("classes are learned")
      return
    }
    #expect(labels == [0])
    #expect(files.namesRead == ["new.csv", "v.csv"])
  }

  @Test func `the job's own data must be the same to be measured on`() throws {
    let job = CheckpointExample.job([1, 2]) {
      $0.data = DataSpecification(.csv(file: "t.csv", .init()))
      $0.validation = .data(DataSpecification(.csv(file: "v.csv", .init())))
    }
    let files = CheckpointExample.Files(["t.csv": "1,a\n2,b\n2,a\n", "v.csv": "3,a\n"])
    let data = try JobData(job, reading: files.read).description
    let model = try CheckpointExample.model(job, data: data) { _ in 0 }
    for split in [DataSplit.training, .validation] {
      #expect(
        try MeasuredData(for: model, split: split, reading: files.read).samples.sampleCount > 0)
    }
    files.contents = ["t.csv": "1,a\n2.5,b\n2,a\n", "v.csv": "4,a\n"]
    for (split, name) in [
      (DataSplit.training, "training data csv:t.csv"),
      (.validation, "validation data csv:v.csv"),
    ] {
      let error = #expect(throws: JobError.self) {
        try MeasuredData(for: model, split: split, reading: files.read)
      }
      #expect(
        error?.description.hasPrefix(
          "the \(name) are not those that the model was trained with (fingerprint ") == true)
      #expect(
        error?.description.hasSuffix("name them with --data to take them as they are now")
          == true)
      #expect(throws: JobError.self) {
        try MeasuredData(for: model, split: split, purpose: .answering, reading: files.read)
      }
      // As they are now, where they are named.
      let named = try DataSpecification(split == .training ? "csv:t.csv" : "csv:v.csv")
      _ = try MeasuredData(for: model, named, reading: files.read)
      _ = try MeasuredData(for: model, named, purpose: .answering, reading: files.read)
    }
  }

  @Test func `a checkpoint whose data are not its model's is refused`() throws {
    let job = CheckpointExample.job([3, 10])
    let data = ModelData(preparation: Self.plain, facts: Self.facts)
    #expect(
      throws: JobError("the checkpoint's data have 784 features but its model takes 3")
    ) { try CheckpointExample.model(job, data: data) { _ in 0 } }
  }

  @Test func `a report shows columns, target and scaling`() throws {
    let data = ModelData(preparation: Self.everything, facts: Self.facts, changedAt: [7])
    let lines = ModelDataReport(data)
    let text = alignedLines(lines.lines + lines.columnLines)
    for part in [
      "training samples    150, fingerprint 0123456789abcdef\n", "changed             at step 7\n",
      "features            9\n", "targets             y, z\n", "scale               0.1\n",
      "missing             median\n", "c                   x, 0.0 where missing\n",
      "d                   one of 1, 2\n",
      "e                   (x − 1700000000.0) · 0.01, 1700000000.1 where missing\n",
    ] {
      #expect(text.contains(part), "\(text)")
    }
  }
}

/// Where data lie is no part of a job.
@Suite struct JobIdentityTests {
  private static func job(_ data: String, _ validation: String = "none") throws -> Job {
    var job = Job()
    job.data = try DataSpecification(data)
    job.validation = try ValidationSource(validation)
    return job
  }

  @Test(arguments: [
    ("csv:a/t.csv,label=y", "csv:/b/u.csv,label=y", true),
    ("csv:t.csv,label=y", "csv:t.csv,label=z", false), ("csv:t.csv", "libsvm:t.csv", false),
    ("csv:t.csv", "csv:t.csv,scale=standard", false), ("mnist:a", "mnist:b", true),
    ("idx:a,b", "idx:c,d", true), ("libsvm:a", "libsvm:b", true),
  ])
  func `paths do not count`(first: String, second: String, areSame: Bool) throws {
    let (ours, theirs) = (try Self.job(first), try Self.job(second))
    #expect(ours.differences(from: theirs).isEmpty == areSame)
    let validated = [try Self.job("digits", first), try Self.job("digits", second)]
    #expect(validated[0].differences(from: validated[1]).isEmpty == areSame)
  }

  @Test func `a given preparation does`() {
    var ours = Job()
    ours.preparation = ModelDataTests.plain
    let found = ours.differences(from: Job())
    #expect(found.map(\.description) == ["preparation is given, was made from the training data"])
    #expect(found.allSatisfy { !$0.mayChangeOnResume })
  }
}
