import Learning
import Testing

/// What the first line of a table is, where nobody says.
@Suite struct CSVHeaderTests {
  @Test(arguments: [
    // Names that are numbers, over classes that are numbers, or over values.
    (Task.multiclass, "0,1,target\n1,2,0\n3,1,1\n2,2,0\n3,3,1\n"),
    (.binary, "0,1,target\n1,2,0\n3,1,1\n2,2,0\n3,3,1\n"),
    (.regression, "0,1,target\n1,2,0\n3,1,1\n2,2,0\n3,3,1\n"),
    (.multiclass, "2019,2020,kind\n1,2,0\n3,1,1\n2,2,0\n3,3,1\n"),
    (.multiclass, "width,height,kind\n1,2,0\n3,1,1\n2,2,0\n3,3,1\n"),
    (.multiclass, "width,height,7\n1,2,0\n3,1,1\n2,2,0\n3,3,1\n"),
  ])
  func namesAreNoSample(task: Task, text: String) throws {
    let data = try load("csv:train", text, task: task)
    #expect(data.training.gathered == [1, 2, 3, 1, 2, 2, 3, 3])
    if task == .regression {
      #expect(data.training.values == [0, 1, 0, 1])
    } else {
      #expect(data.training.classes == [0, 1, 0, 1])
      #expect(data.classNames == ["0", "1"])
    }
  }

  @Test(arguments: [
    // A class that occurs again; numbers that do not count the columns, or do so twice.
    ("0,1,cat\n1,2,dog\n3,1,cat\n", ["cat", "dog"]),
    ("0,1,3\n1,2,4\n3,1,3\n", ["3", "4"]),
    ("0,1,2\n1,2,4\n0,1,2\n", ["2", "4"]),
    ("0,1\n1,0\n", ["0", "1"]),
    // A line that is not known is not one of names.
    ("?,?,3\n", []),
  ])
  func samplesAreNoNames(text: String, classes: [String]) throws {
    if classes.isEmpty {
      #expect(
        sentence { try load("csv:train", text, task: .multiclass) }
          == "train: “?” in line 1, column 1 is not a number; if this line names the columns, say "
          + "header=yes")
    } else {
      let data = try load("csv:train", text, task: .multiclass)
      #expect(data.training.gathered.first == 0)
      #expect(data.classNames == classes)
    }
  }

  @Test(arguments: [
    ("0,1,cat\n1,2,dog\n3,1,dog\n", "its label “cat” stands in no other line"),
    (
      "0,1,2\n1,2,4\n3,1,4\n",
      "its fields count the columns from 0, as names of pandas's do"
    ),
    ("0,1\n0.5,1\n0.25,0\n", "its fields count the columns from 0, as names of pandas's do"),
  ])
  func whatMayBeBothIsRefused(text: String, reason: String) throws {
    let expected =
      "train: line 1 may name the columns or be a sample: \(reason); say header=yes or header=no"
    #expect(sentence { try load("csv:train", text, task: .multiclass) } == expected)
    let lines = text.split(separator: "\n").count
    let with = try load("csv:train,header=no", text, task: .multiclass)
    #expect(with.training.sampleCount == lines)
    let without = try? load(
      "csv:train,header=yes", text + "1,2,new\n3,1,newer\n", task: .regression)
    #expect(without == nil)
  }

  /// Of validation data the classes are known.
  @Test func knownClassesAreNoNames() throws {
    let data = try load(
      "csv:train", "0,1,cat\n1,2,dog\n3,1,cat\n", validation: "csv:valid", "5,6,dog\n7,8,cat\n",
      task: .multiclass)
    #expect(data.validation?.gathered == [5, 6, 7, 8])
    #expect(
      sentence {
        try load(
          "csv:train", "0,1,cat\n1,2,dog\n3,1,cat\n", validation: "csv:valid",
          "5,6,eel\n7,8,cat\n", task: .multiclass)
      }
        == "valid: line 1 may name the columns or be a sample: its label “eel” stands in no other "
        + "line; say header=yes or header=no")
  }

  @Test func unusedColumnsMayShareAName() throws {
    let data = try load(
      "csv:train,features=a,label=y", "n,a,n,y\n9,1,9,0\n9,2,9,1\n", task: .binary)
    #expect(data.training.gathered == [1, 2])
  }
}
