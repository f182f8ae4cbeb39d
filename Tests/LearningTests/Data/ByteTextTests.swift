import Testing

@testable import Learning

/// Texts of data are what their bytes are. In Swift "é" as one scalar and as two are equal strings.
@Suite struct ByteTextTests {
  private static let composed = "caf\u{E9}"
  private static let decomposed = "cafe\u{301}"

  @Test func `a text is its bytes`() {
    #expect(Self.composed == Self.decomposed)
    #expect(Self.composed.asBytes != Self.decomposed.asBytes)
    #expect(Set([Self.composed, Self.decomposed, Self.composed].asBytes).count == 2)
  }

  @Test func `classes that look the same are two`() throws {
    // 65 CC 81 (e and an accent) comes before C3 A9.
    let data = try load(
      "csv:train,header=no", "1,\(Self.composed)\n2,\(Self.decomposed)\n3,\(Self.composed)\n",
      task: .binary)
    #expect(data.classNames.map { $0.asBytes } == [Self.decomposed, Self.composed].asBytes)
    #expect(data.training.classes == [1, 0, 1])
  }

  @Test func `so are categories`() throws {
    let data = try load(
      "csv:train,categorical=0,header=no", "\(Self.composed),1\n\(Self.decomposed),2\n",
      validation: "csv:valid", "\(Self.decomposed),3\n", task: .regression)
    #expect(data.training.gathered == [0, 1, 1, 0])
    #expect(data.validation?.gathered == [1, 0])
  }

  @Test func `and names of columns`() throws {
    let text = "\(Self.composed),\(Self.decomposed),y\n1,2,3\n4,5,6\n"
    let data = try load("csv:train", text, task: .regression)
    #expect(data.training.gathered == [1, 2, 4, 5])
    for (name, column) in [(Self.composed, 0), (Self.decomposed, 1)] {
      let one = try load("csv:train,label=y,features=\(name)", text, task: .regression)
      #expect(one.training.gathered == [[1, 2][column], [4, 5][column]])
      // Another table has them in another order.
      let samples = try loadSamples(
        try DataSpecification("csv:new"), .training, for: data.preparation,
        like: try DataSpecification("csv:train"), task: .regression, needsTargets: true,
        reading: Files(
          contents: ["new": Array("y,\(Self.decomposed),\(Self.composed)\n9,8,7\n".utf8)]
        ).reading
      ).samples
      #expect(samples.gathered == [7, 8])
    }
    #expect(
      sentence {
        try loadSamples(
          try DataSpecification("csv:new,features=\(Self.decomposed)"), .training,
          for: try load("csv:train,features=\(Self.composed)", text, task: .regression).preparation,
          like: try DataSpecification("csv:train"), task: .regression, needsTargets: false,
          reading: Files(contents: ["new": Array("\(Self.decomposed)\n8\n".utf8)]).reading)
      } != nil)
  }

  @Test func `specifications and preparations differ by it`() throws {
    #expect(
      try DataSpecification("csv:f,label=\(Self.composed)")
        != DataSpecification("csv:f,label=\(Self.decomposed)"))
    func preparation(_ name: String, _ value: String, _ label: String) -> DataPreparation {
      DataPreparation(
        columns: [.init(name: name, .category([value, "x"], mayBeMissing: false))],
        table: .init(columnCount: 2, featureColumns: [0], targetColumns: [1], targetNames: [name]),
        classNames: [label, "x"])
    }
    let (a, b) = (Self.composed, Self.decomposed)
    let one = preparation(a, a, a)
    #expect(one == preparation(a, a, a))
    #expect(one != preparation(b, a, a))
    #expect(one != preparation(a, b, a))
    #expect(one != preparation(a, a, b))
  }

  // MARK: Numbers

  @Test func `labels are numbers where all are`() throws {
    let numbers = try load("csv:train,header=no", "1,007\n2,7.0\n3,12\n4,+7\n", task: .binary)
    #expect(numbers.classNames == ["7", "12"])
    #expect(numbers.training.classes == [0, 0, 1, 0])
    let codes = try load("csv:train,header=no", "1,007\n2,7\n3,A1\n4,7\n", task: .multiclass)
    #expect(codes.classNames == ["007", "7", "A1"])
    #expect(codes.training.classes == [0, 1, 2, 1])
  }

  /// What a file has of the model's labels does not make numbers of its texts.
  @Test func `other data's labels are read as the training data's`() throws {
    let codes = try load(
      "csv:train,header=no", "1,007\n2,7\n3,A1\n", validation: "csv:valid", "1,7\n1,007\n",
      task: .multiclass)
    #expect(codes.validation?.classes == [1, 0])
    let numbers = try load(
      "csv:train,header=no", "1,7\n2,12\n", validation: "csv:valid", "1,12.0\n1,007\n",
      task: .binary)
    #expect(numbers.validation?.classes == [1, 0])
    #expect(
      sentence {
        try load(
          "csv:train,header=no", "1,007\n2,7\n3,A1\n", validation: "csv:valid", "1,7.0\n",
          task: .multiclass)
      } == "valid: the label “7.0” in line 1 is none of the training data's: “007”, “7”, “A1”")
  }

  @Test func `categories are numbers where all are`() throws {
    let numbers = try load(
      "csv:train,categorical=0,header=no", "03,1\n3.0,2\n3,3\n20,4\n", validation: "csv:valid",
      "20.0,1\n3,1\n", task: .regression)
    #expect(numbers.training.gathered == [1, 0, 1, 0, 1, 0, 0, 1])
    #expect(numbers.validation?.gathered == [0, 1, 1, 0])
    // By bytes: "03", "3", "3.0", "x".
    let texts = try load(
      "csv:train,categorical=0,header=no", "03,1\n3.0,2\n3,3\nx,4\n", validation: "csv:valid",
      "3,1\n", task: .regression)
    #expect(
      texts.training.gathered == [1, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1])
    #expect(texts.validation?.gathered == [0, 1, 0, 0])
  }

  /// Fractions keep their text; of several the shortest, whichever stands first.
  @Test(arguments: ["2.50,1\n2.5,2\n10,3\n", "2.5,1\n2.50,2\n10,3\n"])
  func `fractions are numbers, too`(text: String) throws {
    let data = try load(
      "csv:train,categorical=0,header=no", text, validation: "csv:valid", "2.500,1\n",
      task: .regression)
    #expect(
      data.preparation.columns.map(\.kind) == [.category(["10", "2.5"], mayBeMissing: false)])
    #expect(data.training.gathered == [0, 1, 0, 1, 1, 0])
    #expect(data.validation?.gathered == [0, 1])
  }

  @Test func `labels of other forms follow the same rule`() throws {
    let lines = try load("libsvm:train", "+1 1:1\n1.0 1:2\n-1 1:3\n", task: .binary)
    #expect(lines.classNames == ["-1", "1"])
    #expect(lines.training.classes == [1, 1, 0])
  }

  /// Held out are shares of what are classes, not of how they are written.
  @Test func `a number written in two ways is one group of what is held out`() throws {
    let text = (0..<20).map { "\($0),\($0 % 2 == 0 ? "1" : "01")\n" }.joined() + "20,2\n21,2\n"
    let data = try loadData(
      training: try DataSpecification("csv:train,header=no"), validation: nil, task: .binary,
      holdOut: HoldOut(share: 0.5, seed: 1),
      reading: Files(contents: ["train": Array(text.utf8)]).reading)
    #expect(data.validation?.classes.filter { $0 == 0 }.count == 10)
    #expect(data.validation?.classes.filter { $0 == 1 }.count == 1)
  }
}
