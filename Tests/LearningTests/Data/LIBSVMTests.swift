import Learning
import Testing

@Suite struct LIBSVMTests {
  @Test func readsSparseLines() throws {
    let data = try load(
      "libsvm:train", "+1 1:0.5 3:-2 # a comment\r\n# nothing\n\n-1\t2:1e1 \n+1\n", task: .binary)
    #expect(data.training.featureCount == 3)
    #expect(data.training.gathered == [0.5, 0, -2, 0, 10, 0, 0, 0, 0])
    #expect(data.training.classes == [1, 0, 1])
    #expect(data.classNames == ["-1", "1"])
  }

  @Test func mapsClassesFromOne() throws {
    let data = try load(
      "libsvm:train", "3 1:1\n1 1:1\n2 1:1", validation: "libsvm:valid", "2 1:4\n3\n",
      task: .multiclass)
    #expect(data.training.classes == [2, 0, 1])
    #expect(data.classNames == ["1", "2", "3"])
    #expect(data.validation?.classes == [1, 2])
    #expect(data.validation?.gathered == [4, 0])
  }

  @Test func readsValuesAndScales() throws {
    let data = try load(
      "libsvm:train,features=2,scale=minmax", "0.25 1:10\n-3e2 1:20\n", validation: "libsvm:valid",
      "1 1:15\n", task: .regression)
    #expect(data.training.values == [0.25, -300])
    #expect(data.training.gathered == [0, 0, 1, 0])
    #expect(data.validation?.gathered == [0.5, 0])
  }

  @Test(arguments: [
    ("", "", "train: the file is empty"),
    ("", "# only a comment\n", "train: the file is empty"),
    ("", "1\n2\n", "train: no line has a feature"),
    (
      "", "1 1:1\n2 0:1\n",
      "train: line 2 has the index 0, but indexes start from 1; index-base=0 says otherwise"
    ),
    ("", "1 2:1 1:1\n", "train: line 1 has index 1 after index 2, but they must ascend"),
    ("", "1 2:1 2:1\n", "train: line 1 has index 2 after index 2, but they must ascend"),
    ("", "1 x:1\n", "train: line 1: “x” is no index of a feature"),
    ("", "1 -1:1\n", "train: line 1: “-1” is no index of a feature"),
    ("", "1 1:1 qid:1\n", "train: line 1: “qid” is no index of a feature"),
    ("", "1 qid:1 qid:1 1:1\n", "train: line 1: “qid” is no index of a feature"),
    (
      ",index-base=0,features=2", "1 2:1\n",
      "train: line 1 has index 2, beyond the 2 features that features=2 allows"
    ),
    (
      ",index-base=auto,features=2", "1 2:1\n2 0:1\n",
      "train: the largest index is 2, beyond the 2 features that features=2 allows"
    ),
    (
      ",index-base=0", "1 1000000:1\n",
      "train: line 1 has index 1000000, beyond the 1000000 features that are allowed"
    ),
    ("", "1 5\n", "train: line 1: “5” is no index:value"),
    ("", "1 1:x\n", "train: line 1: feature 1, “x”, is not a number"),
    ("", "1 1:\n", "train: line 1: feature 1, “”, is not a number"),
    ("", "1 1:1\n\n2 4:nan\n", "train: NaN in line 3, feature 4"),
    ("", "1 1:-Infinity\n", "train: infinity in line 1, feature 1"),
    ("", "1 1:1e40\n", "train: line 1: feature 1, “1e40”, is too large"),
    ("", "a 1:1\n", "train: line 1: the label, “a”, is not a number"),
    ("", "nan 1:1\n", "train: NaN in line 1, the label"),
    (
      "", "1 99999999:1\n",
      "train: line 1 has index 99999999, beyond the 1000000 features that are allowed"
    ),
    (
      "", "1 9999999999999999999:1\n",
      "train: line 1: “9999999999999999999” is no index of a feature"
    ),
    (
      ",features=2", "1 3:1\n",
      "train: line 1 has index 3, beyond the 2 features that features=2 allows"
    ),
    (
      "", "0.5 1:1\n1 1:1\n",
      "train: the label “0.5” in line 1 is not a whole number; for real values the task is "
        + "regression"
    ),
  ])
  func saysWhatIsWrong(options: String, text: String, expected: String) {
    #expect(sentence { try load("libsvm:train" + options, text, task: .multiclass) } == expected)
  }

  @Test(arguments: [
    ("1 3:1\n", "valid: line 1 has index 3, beyond the 2 features that the model takes"),
    ("1 1:1\n3 1:1\n", "valid: the label “3” in line 2 is none of the training data's: “1”, “2”"),
  ])
  func saysWhatIsWrongWithValidationData(text: String, expected: String) {
    #expect(
      sentence {
        try load("libsvm:train", "1 1:1\n2 2:1\n", validation: "libsvm:valid", text, task: .binary)
      } == expected)
  }

  @Test func survivesAnyChangedByte() {
    let bytes = Array("+1 1:0.5 3:-2 # c\r\n-1\t2:1e1 \n".utf8)
    for index in bytes.indices {
      _ = try? load("libsvm:train", Array(bytes[..<index]), task: .binary)
      for byte in Array(":#\r\n \t09-+.e\0".utf8) + [0xFF] {
        var changed = bytes
        changed[index] = byte
        _ = try? load("libsvm:train", changed, task: .binary)
      }
    }
  }
}

/// Where indexes start, and what is passed over.
@Suite struct LIBSVMFormTests {
  @Test(
    arguments: [
      (",index-base=0", "1 0:5 1:6\n0 1:7\n", [5, 6, 0, 7]),
      (",index-base=auto", "1 0:5 1:6\n0 1:7\n", [5, 6, 0, 7]),
      (",index-base=auto", "1 1:5 2:6\n0 2:7\n", [5, 6, 0, 7]),
      (",index-base=1", "1 1:5 2:6\n0 2:7\n", [5, 6, 0, 7]),
      (",index-base=0", "1 1:6\n0 1:7\n", [0, 6, 0, 7]),
      ("", "1 qid:3 1:5 2:6\n0 qid:4 2:7\n", [5, 6, 0, 7]),
    ] as [(String, String, [Float])])
  func readsIndexesFromWhereTheyStart(options: String, text: String, expected: [Float]) throws {
    let data = try load("libsvm:train" + options, text, task: .binary)
    #expect(data.training.gathered == expected)
    #expect(
      data.notes
        == (text.contains("qid")
          ? ["train: the queries (qid:) of its samples are not used"] : []))
  }

  /// A file that happens to have no index 0 is read as the training data were.
  @Test func validationDataStartWhereTheTrainingDataDo() throws {
    let data = try load(
      "libsvm:train,index-base=auto", "1 0:5 2:6\n0 1:7\n", validation: "libsvm:valid",
      "1 1:8\n", task: .binary)
    #expect(data.validation?.gathered == [0, 8, 0])
    #expect(
      sentence {
        try load(
          "libsvm:train,index-base=auto", "1 1:5 2:6\n0 2:7\n", validation: "libsvm:valid",
          "1 0:8\n", task: .binary)
      } == "valid: line 1 has the index 0, but indexes start from 1; index-base=0 says otherwise")
  }

  @Test func specificationsHaveTheirBase() throws {
    let text = "libsvm:a,features=3,index-base=auto,scale=none"
    #expect(try DataSpecification(text).description == text)
    #expect(
      sentence { try DataSpecification("libsvm:a,index-base=2") }
        == "index-base=2 is none of 0, 1 and auto")
  }
}
