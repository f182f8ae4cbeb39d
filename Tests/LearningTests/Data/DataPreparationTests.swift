import Testing

@testable import Learning

/// What belongs to a model besides θ: made from the training data, applied to all others.
@Suite struct DataPreparationTests {
  /// What `text` becomes in the preparation of the training data's.
  private static func read(
    _ text: String, options: String = "", by trained: LoadedData, like training: String,
    task: Task = .regression, needsTargets: Bool = true
  ) throws -> Dataset {
    try loadSamples(
      try DataSpecification("csv:new" + options), .training, for: trained.preparation,
      like: try DataSpecification(training), task: task, needsTargets: needsTargets,
      reading: Files(contents: ["new": Array(text.utf8)]).reading
    ).samples
  }

  // MARK: Columns by name

  private static let houses = "height,width,area\n1,2,10\n2,1,20\n"

  private static func trained(
    _ options: String = "", _ text: String = houses, task: Task = .regression
  ) throws -> LoadedData {
    try load("csv:train" + options, text, task: task)
  }

  @Test(arguments: [
    ("width,height,area\n2,1,10\n", ""), ("area,width,height\n10,2,1\n", ""),
    ("height,width,area\n1,2,10\n", ""), ("1,2,10\n", ""), ("1,2,10\n", ",header=no"),
    ("10,2,1\n", ",label=0,features=2+1"), ("price,width,height\n10,2,1\n", ",label=price"),
    ("id,width,height,area\n7,2,1,10\n", ",features=height+width"),
  ])
  func `columns are found by their names wherever they stand`(text: String, options: String)
    throws
  {
    let data = try Self.read(text, options: options, by: try Self.trained(), like: "csv:train")
    #expect(data.gathered == [1, 2])
    #expect(data.values == [10])
  }

  @Test func `validation data, too`() throws {
    let data = try load(
      "csv:train,label=area", Self.houses, validation: "csv:valid", "width,height,area\n2,1,10\n",
      task: .regression)
    #expect(data.validation?.gathered == [1, 2])
    #expect(data.training.gathered == [1, 2, 2, 1])
  }

  @Test(arguments: [
    (
      "w,h,area\n2,1,10\n", "",
      "new: there is no column “height”, which the model takes, only “w”, “h”, “area” (line 1)"
    ),
    (
      "width,height,area,id\n2,1,10,5\n", "",
      "new: the column “id” (line 1) is none that the model takes, which are “height”, “width”; to "
        + "ignore it name those with features="
    ),
    (
      "width,height,price\n2,1,10\n", "",
      "new: there is no column “area”, the model's target, only “width”, “height”, “price” (line 1); "
        + "label= names another"
    ),
    (
      "width,height,area,price\n2,1,10,5\n", ",label=price",
      "new: label= names “price”, and the model's target is “area”, which the table has, too"
    ),
    (
      "width,height,height,area\n2,1,1,10\n", "",
      "new: line 1 gives columns 2 and 3 the same name, “height”: each column that is used needs a "
        + "name of its own"
    ),
    (
      "width,height,area,id\n2,1,10,5\n", ",features=id+width",
      "new: features= does not name the column “height”, which the model takes: it takes “height”, "
        + "“width”"
    ),
    ("1,2,3,10\n", "", "new: there are 3 features but the model takes 2"),
    ("1,2\n", "", "new: there is 1 feature but the model takes 2"),
  ])
  func `what is missing or unknown is named`(text: String, options: String, expected: String) throws
  {
    let trained = try Self.trained()
    #expect(
      sentence { try Self.read(text, options: options, by: trained, like: "csv:train") } == expected
    )
  }

  @Test func `a name that stands twice is refused where it is learned from`() {
    for options in ["", ",features=x", ",features=0"] {
      #expect(
        sentence { try load("csv:train" + options, "x,x,y\n1,2,3\n", task: .regression) }
          == "train: line 1 gives columns 1 and 2 the same name, “x”: each column that is used needs a "
          + "name of its own")
    }
    // One that is not learned from may.
    #expect(
      sentence { try load("csv:train,features=0", "x,z,z,y\n1,2,3,4\n", task: .regression) } == nil)
  }

  // MARK: Without targets

  @Test(arguments: [
    ("width,height\n2,1\n", ""), ("width,height,area\n2,1,?\n", ""),
    ("area,width,height\n,2,1\n", ""),
    ("1,2\n", ""), ("1,2,?\n", ""), ("1,2,unknown\n", ",header=no"),
    ("note,width,height\nx,2,1\n", ",features=width+height"),
    ("width,height,was\n2,1,unknown\n", ",label=was"), ("width,height\n2,1\n", ",label=area"),
  ])
  func `answers need no targets`(text: String, options: String) throws {
    let data = try Self.read(
      text, options: options, by: try Self.trained(), like: "csv:train", needsTargets: false)
    #expect(data.gathered == [1, 2])
  }

  @Test func `a table of one column and no target`() throws {
    let trained = try load("csv:train", "x,y\n1,a\n2,b\n", task: .binary)
    for text in ["x\n5\n", "5\n"] {
      #expect(
        try Self.read(text, by: trained, like: "csv:train", task: .binary, needsTargets: false)
          .gathered == [5])
    }
    let nameless = try load("csv:train", "1,a\n2,b\n3,a\n", task: .binary)
    #expect(
      try Self.read("x\n5\n", by: nameless, like: "csv:train", task: .binary, needsTargets: false)
        .gathered == [5])
    #expect(
      sentence {
        try Self.read("z\n5\n", by: trained, like: "csv:train", task: .binary, needsTargets: false)
      } == "new: there is no column “x”, which the model takes, only “z” (line 1)")
  }

  @Test func `LIBSVM lines need no label for answers`() throws {
    let trained = try load("libsvm:train", "1 1:1 2:2\n2 2:1\n", task: .binary)
    for text in ["? 2:3\n", "2:3\n", "0 2:3\n"] {
      let data = try loadSamples(
        try DataSpecification("libsvm:new"), .training, for: trained.preparation,
        like: try DataSpecification("libsvm:train"), task: .binary, needsTargets: false,
        reading: Files(contents: ["new": Array(text.utf8)]).reading
      ).samples
      #expect(data.gathered == [0, 3])
    }
  }

  // MARK: Missing values

  private static let gaps = "a,b,y\n1,10,0\n?,30,0\n3,,0\n8,NA,0\nNaN,20,0\n"

  @Test(
    arguments: [
      // a: 1, 3, 8; b: 10, 30, 20.
      ("mean", 4, 20), ("median", 3, 20), ("zero", 0, 0),
    ] as [(String, Float, Float)])
  func `missing fields are filled by the training data's figures`(
    missing: String, a: Float, b: Float
  ) throws {
    let spec = "csv:train,missing=\(missing)"
    let data = try load(spec, Self.gaps, task: .regression)
    #expect(data.training.gathered == [1, 10, a, 30, 3, b, 8, b, a, 20])
    // Whatever the others' own would be.
    let new = try Self.read("a,b,y\n,500,0\n700,null,0\n", by: data, like: spec)
    #expect(new.gathered == [a, 500, 700, b])
  }

  @Test func `the median of an even number, and filling comes before scaling`() throws {
    let data = try load(
      "csv:train,missing=median,scale=minmax", "a,y\n1,0\n5,0\n9,0\n3,0\n?,0\n", task: .regression)
    // The median is 4, and the span from 1 to 9.
    #expect(data.training.gathered == [0, 0.5, 1, 0.25, 0.375])
    let mean = try load(
      "csv:train,missing=mean,scale=standard", "a,y\n1,0\n3,0\n?,0\n", task: .regression)
    // 1, 3, 2: mean 2, variance 2/3.
    let deviation = Float((2.0 / 3).squareRoot())
    for (value, expected) in zip(mean.training.gathered, [-1 / deviation, 1 / deviation, 0]) {
      #expect(abs(value - expected) < 1e-6)
    }
  }

  @Test(arguments: [
    ("csv:train", "a,y\n1,0\n?,0\n", "train: “?” in line 3, column 1 (“a”) is not a number"),
    ("csv:train", "a,y\n1,0\nnan,0\n", "train: NaN in line 3, column 1 (“a”)"),
    (
      "csv:train,categorical=a", "a,y\nx,0\n,0\n",
      "train: there is no value in line 3, column 1 (“a”)"
    ),
  ])
  func `without being told so nothing may be missing`(spec: String, text: String, start: String) {
    #expect(
      sentence { try load(spec, text, task: .regression) }
        == start + "; missing=mean, median or zero says what to take instead")
  }

  @Test func `what can't be filled is refused`() throws {
    #expect(
      sentence { try load("csv:train,missing=mean", "a,b,y\n?,1,0\n,2,0\n", task: .regression) }
        == "train: feature column 1 (“a”) has no value at all, so its missing fields have no mean")
    #expect(
      sentence {
        try load(
          "csv:train,missing=zero,categorical=b", "a,b,y\n1,?,0\n2,,0\n", task: .regression)
      } == "train: feature column 2 (“b”) has no value at all, so there are no categories")
    // The target is no feature.
    #expect(
      sentence { try load("csv:train,missing=zero", "a,y\n1,?\n", task: .regression) }
        == "train: “?” in line 2, column 2 (“y”) is not a number")
    let trained = try load("csv:train,missing=zero", "a,y\n1,0\n", task: .regression)
    #expect(
      sentence {
        try Self.read("a,y\n?,0\n", options: ",missing=refuse", by: trained, like: "csv:train")
      } == "new: “?” in line 2, column 1 (“a”) is not a number")
    #expect(
      sentence {
        try Self.read("a,y\n?,0\n", options: ",missing=mean", by: trained, like: "csv:train")
      }
        == "new: missing=mean takes its figures from the training data, so it must be given for them"
    )
    let whole = try load("csv:train", "a,y\n1,0\n", task: .regression)
    #expect(
      sentence {
        try Self.read("a,y\n?,0\n", options: ",missing=zero", by: whole, like: "csv:train")
      }
        == "new: missing=zero is what a model learns by, so it must be given for its training data")
  }

  // MARK: Categories

  @Test func `a category becomes as many features as it has values`() throws {
    let spec = "csv:train,categorical=colour+size,scale=minmax"
    let data = try load(
      spec, "colour,x,size,y\nred,0,10,1\nblue,4,9,2\nred,2,9.0,3\n", task: .regression)
    // blue, red; x from 0 to 4; 9, 10, as numbers.
    #expect(data.training.featureCount == 5)
    #expect(data.training.gathered == [0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0.5, 1, 0])
    #expect(
      data.preparation.columns.map(\.kind) == [
        .category(["blue", "red"], mayBeMissing: false),
        .number(offset: 0, factor: 0.25, fill: nil),
        .category(["9", "10"], mayBeMissing: false),
      ])
    let new = try Self.read("x,size,colour,y\n1,10,blue,0\n", by: data, like: spec)
    #expect(new.gathered == [1, 0, 0.25, 0, 1])
    #expect(
      sentence { try Self.read("x,size,colour,y\n1,10,green,0\n", by: data, like: spec) }
        == "new: “green” in line 2, column 3 (“colour”) is none of the values that the model knows: "
        + "“blue”, “red”")
  }

  @Test func `a missing category is none of them`() throws {
    let spec = "csv:train,categorical=0,missing=zero,header=no"
    let data = try load(spec, "b,1\na,2\n?,3\n", task: .regression)
    #expect(data.training.gathered == [0, 1, 1, 0, 0, 0])
  }

  @Test(arguments: [
    ("csv:train,categorical=y", "x,y\na,1\n"), ("csv:train,categorical=1", "a,1\nb,2\n"),
  ])
  func `a category is a feature`(spec: String, text: String) {
    let column = spec.hasSuffix("y") ? "y" : "1"
    #expect(
      sentence { try load(spec, text, task: .regression) }
        == "train: categorical= names the column “\(column)”, which is none of the features")
  }

  @Test func `other data have the model's categories`() throws {
    let spec = "csv:train,categorical=a"
    let data = try load(spec, "a,b,y\nu,1,1\nv,2,2\n", task: .regression)
    #expect(
      sentence {
        try Self.read("a,b,y\nu,1,1\n", options: ",categorical=b", by: data, like: spec)
      }
        == "new: categorical= names other columns than those whose values the model knows, which are "
        + "“a”")
    #expect(
      try Self.read("b,a,y\n1,v,1\n", options: ",categorical=a", by: data, like: spec).gathered
        == [0, 1, 1])
  }

  // MARK: A preparation that is given

  /// What the model has learned by stays, whatever the data are now.
  @Test func `a given preparation is not made anew`() throws {
    let first = try load(
      "csv:train,scale=minmax", "x,k\n0,b\n10,c\n", task: .binary)
    let files = Files(contents: ["train": Array("x,k\n5,c\n20,c\n".utf8)])
    let again = try loadData(
      training: try DataSpecification("csv:train,scale=minmax"), validation: nil, task: .binary,
      preparation: first.preparation, reading: files.reading)
    #expect(again.training.gathered == [0.5, 2])
    #expect(again.training.classes == [1, 1])
    #expect(again.preparation == first.preparation)
    #expect(again.trainingFingerprint != first.trainingFingerprint)
    let same = try loadData(
      training: try DataSpecification("csv:train,scale=minmax"), validation: nil, task: .binary,
      preparation: first.preparation,
      reading: Files(contents: ["train": Array("x,k\n0,b\n10,c\n".utf8)]).reading)
    #expect(same.trainingFingerprint == first.trainingFingerprint)
  }

  /// What scaling, filling or sorting would hide is a change nevertheless.
  @Test(arguments: [
    "x,z,k\n2,5,b\n20,5,c\n",  // a column doubled, which minmax makes the same again
    "x,z,k\n1,6,b\n10,6,c\n",  // a constant of another value
    "x,z,k\n1,5,a\n10,5,c\n",  // a class renamed
    "w,z,k\n1,5,b\n10,5,c\n",  // a column renamed
    "z,x,k\n5,1,b\n5,10,c\n",  // columns in another order
    "x,z,k\n10,5,c\n1,5,b\n",  // samples in another order
  ])
  func `the fingerprint is of the data as they stand`(text: String) throws {
    let spec = "csv:train,scale=minmax"
    let original = try load(spec, "x,z,k\n1,5,b\n10,5,c\n", task: .binary)
    #expect(
      try load(spec, text, task: .binary).trainingFingerprint != original.trainingFingerprint)
    #expect(
      try load(spec, "x,z,k\r\n1.0,5,b\r\n1e1,5,c", task: .binary).trainingFingerprint
        == original.trainingFingerprint)
  }

  // MARK: Names that are numbers

  /// A number that is one column's place and another's name is neither; with a backslash it is a name.
  @Test(arguments: [
    (
      "label=target,features=1",
      "train: 1 is a place, that of “0”, and the name of column 3 (line 1): write \\1 for the name, or "
        + "count from the other end for the place"
    ),
    (
      "label=0",
      "train: 0 is a place, that of “target”, and the name of column 2 (line 1): write \\0 for the "
        + "name, or count from the other end for the place"
    ),
    ("label=target,features=\\1", nil), ("label=-3,features=-2", nil), ("label=target", nil),
  ])
  func `names that are places`(options: String, expected: String?) {
    let table = "target,0,1\n5,1,2\n6,3,4\n"
    #expect(
      sentence { try load("csv:train,header=yes," + options, table, task: .regression) }
        == expected)
  }

  @Test func `a number beyond all places is a name`() throws {
    let data = try load(
      "csv:train,header=yes,label=2019", "2018,2019\n1,2\n3,4\n", task: .regression)
    #expect(data.training.values == [2, 4] && data.training.gathered == [1, 3])
  }

  // MARK: Files without labels

  @Test func `answers need no file of labels`() throws {
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 2, 51, 255]
    let preparation = DataPreparation(columns: [.plain, .plain], classNames: ["a", "b"])
    func read(needsTargets: Bool) throws -> Dataset {
      try loadSamples(
        try DataSpecification("idx:new"), .training, for: preparation,
        like: try DataSpecification("idx:x,y"), task: .binary, needsTargets: needsTargets,
        reading: Files(contents: ["new": images]).reading
      ).samples
    }
    #expect(try read(needsTargets: false).gathered == [51, 255].map { $0 * (1 / Float(255)) })
    #expect(
      sentence { try read(needsTargets: true) }
        == "“idx:new” names no file of labels, as in idx:new,LABELS, and only answers need none")
  }
}
