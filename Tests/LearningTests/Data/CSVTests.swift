import Learning
import Testing

@Suite struct CSVTests {
  // MARK: What is read

  @Test func readsClassesAndKeepsTheirNames() throws {
    let data = try load("csv:train", "1,2,7\n3,4,-5\n5,6,7\n", task: .multiclass)
    #expect(data.training.gathered == [1, 2, 3, 4, 5, 6])
    #expect(data.training.classes == [1, 0, 1])
    #expect(data.training.classCount == 2)
    #expect(data.classNames == ["-5", "7"])
    #expect(data.validation == nil)
    #expect(data.validationFingerprint == 0)
  }

  @Test func sortsIntegersAsNumbersAndTextsAsBytes() throws {
    let numbers = try load("csv:train", "0,10\n0,9\n0,100\n0,9.0\n0,+9\n0,1e1\n", task: .multiclass)
    #expect(numbers.classNames == ["9", "10", "100"])
    #expect(numbers.training.classes == [1, 0, 2, 0, 0, 1])
    let texts = try load("csv:train", "0,b\n0,10\n0,B\n0,é\n0,9\n0,b", task: .multiclass)
    #expect(texts.classNames == ["10", "9", "B", "b", "é"])
  }

  @Test func readsValuesOfSeveralColumns() throws {
    let data = try load(
      "csv:train,label=y+x", "x,a,y\n1,2,3\n4,5,6.5\n", task: .regression)
    #expect(data.training.gathered == [2, 5])
    #expect(data.training.values == [3, 1, 6.5, 4])
    #expect(data.training.valueWidth == 2)
  }

  @Test(arguments: [
    // A table, written in many ways.
    ("", "1,2,0\n3,4,1\n"),
    ("", "1,2,0\n3,4,1"),
    ("", "1,2,0\r\n3,4,1\r\n"),
    ("", "1,2,0\r3,4,1\r"),
    ("", "1,2,0\r3,4,1"),
    ("", "a,b,y\r\r\"1\",2,\"0\"\r3,4,1"),
    ("", "\u{FEFF}1,2,0\n3,4,1\n"),
    ("", "\n1,2,0\n\n\r\n3,4,1\n\n"),
    ("", " 1 ,\t2,0 \n3,4 , 1\n"),
    ("", "\"1\",\"2\",\"0\"\n\"3\",4,\"1\"\n"),
    ("", "\"1\" , \"2\", 0\n3,4,1\n"),
    ("", "a,b,y\n1,2,0\n3,4,1\n"),
    ("", "\"a \"\"x\"\"\n,\",b,y\n1,2,0\n3,4,1\n"),
    (",label=y", "a,b,y\n1,2,0\n3,4,1\n"),
    (",label=\"y\"", "a,b,\"\"\"y\"\"\"\n1,2,0\n3,4,1\n"),
    (",label=0,header=no", "0,1,2\n1,3,4\n"),
    (",label=-3,header=no", "0,1,2\n1,3,4\n"),
    (",label=y,features=a+b", "b,y,a\n2,0,1\n4,1,3\n"),
    (",features=1-2", "9,1,2,0\n9,3,4,1\n"),
    (",features=-3--2", "9,1,2,0\n9,3,4,1\n"),
    (",features=1+0", "2,1,0\n4,3,1\n"),
    (",header=yes", "1,2,3\n1,2,0\n3,4,1\n"),
    (",delimiter=semicolon", "1;2;0\n3;4;1\n"),
    (",delimiter=;", "1;2;0\n3;4;1\n"),
    (",delimiter=tab", "1\t2\t0\n3\t 4\t1\n"),
    (",delimiter=space", "  1 2   0  \n3 4 1\n"),
    (",delimiter=space", "\"1\" 2 \"0\" \r\n3 4 1 \r\n"),
    (",delimiter=|", "1|2|0\n3|4|1\n"),
    (",scale=0.5", "2,4,0\n6,8,1\n"),
    (",scale=none", "1e0,+2.,-0\n30e-1,.4e1,1.0\n"),
  ])
  func readsTheSameTable(options: String, text: String) throws {
    let data = try load("csv:train" + options, text, task: .binary)
    #expect(data.training.gathered == [1, 2, 3, 4])
    #expect(data.training.classes == [0, 1])
    #expect(data.classNames == ["0", "1"])
  }

  // MARK: Validation data

  @Test func validationFollowsTheTrainingDatasMappingAndOptions() throws {
    let data = try load(
      "csv:train,label=kind,delimiter=semicolon", "kind;x\ncat;1\ndog;2\neel;3\n",
      validation: "csv:valid", "x;kind\n5;eel\n6;cat\n", task: .multiclass)
    #expect(data.validation?.classes == [2, 0])
    #expect(data.validation?.classCount == 3)
    #expect(data.validation?.gathered == [5, 6])
  }

  @Test func standardScalesByTheTrainingData() throws {
    // Training column 0: 1, 3, 5, 7 with mean 4 and variance (9 + 1 + 1 + 9) / 4 = 5; column 1 is
    // constant.
    let data = try load(
      "csv:train,scale=standard", "1,8,0\n3,8,1\n5,8,0\n7,8,1\n",
      validation: "csv:valid", "4,9,0\n14,8,1\n", task: .binary)
    let deviation = Float(5.0.squareRoot())
    let expected: [Float] = [-3, -1, 1, 3].map { $0 / deviation }
    for (row, value) in expected.enumerated() {
      #expect(abs(data.training.gathered[2 * row] - value) < 1e-6)
      #expect(data.training.gathered[2 * row + 1] == 0)
    }
    let validation = try #require(data.validation).gathered
    #expect(validation[0] == 0)
    #expect(validation[1] == 0)
    #expect(abs(validation[2] - 10 / deviation) < 1e-6)
  }

  @Test func minmaxScalesByTheTrainingData() throws {
    let data = try load(
      "csv:train,scale=minmax", "2,5,0\n6,5,1\n4,5,0\n", validation: "csv:valid,scale=minmax",
      "10,5,0\n0,6,1\n", task: .binary)
    #expect(data.training.gathered == [0, 0, 1, 0, 0.5, 0])
    #expect(data.validation?.gathered == [2, 0, -0.5, 0])
  }

  @Test func factorsMayDiffer() throws {
    let data = try load(
      "csv:train,scale=0.5", "2,0\n4,1\n", validation: "csv:valid,scale=0.25", "8,0\n",
      task: .binary)
    #expect(data.training.gathered == [1, 2])
    #expect(data.validation?.gathered == [2])
  }

  // MARK: Mistakes

  @Test(arguments: [
    ("", "", "train: the file is empty"),
    ("", "\n\r\n", "train: the file is empty"),
    ("", "a,b\n", "train: there is nothing after the header in line 1"),
    ("", "1,0\n2,1,3\n", "train: line 2 has 3 columns but line 1 has 2"),
    ("", "1,0\n\n2\n", "train: line 3 has 1 column but line 1 has 2"),
    (
      "", "1,2,0\n3,NaN,1\n",
      "train: NaN in line 2, column 2; missing=mean, median or zero says what to take instead"
    ),
    ("", "1,2,0\n-inf,4,1\n", "train: infinity in line 2, column 1"),
    ("", "1,2,0\n1,2,nan\n", "train: NaN in line 2, column 3"),
    ("", "x,y\n1,0\n2x,1\n", "train: “2x” in line 3, column 1 (“x”) is not a number"),
    (
      "", "1,0\n,1\n",
      "train: “” in line 2, column 1 is not a number; missing=mean, median or zero says what to take instead"
    ),
    ("", "1,0\n0x10,1\n", "train: “0x10” in line 2, column 1 is not a number"),
    ("", "1,0\n1e39,1\n", "train: “1e39” in line 2, column 1 is too large"),
    (
      "", "1,b,0\n3,4,1\n",
      "train: “b” in line 1, column 2 is not a number; if this line names the columns, say "
        + "header=yes"
    ),
    ("", "1,0\n2,\n", "train: the label in line 2, column 2 is empty"),
    ("", "1\n2\n", "train: there is no column left for features beside the label"),
    ("", "1,5\n2,5\n", "train: all samples are of one class, “5”"),
    (
      "", "x,x,y\n1,2,0\n",
      "train: line 1 gives columns 1 and 2 the same name, “x”: each column that is used needs a name "
        + "of its own"
    ),
    (
      ",label=y,features=x", "x,z,x,y\n1,2,3,0\n",
      "train: line 1 gives columns 1 and 3 the same name, “x”: each column that is used needs a name "
        + "of its own"
    ),
    (
      ",label=y", "y,x,y\n1,2,0\n",
      "train: line 1 gives columns 1 and 3 the same name, “y”: each column that is used needs a name "
        + "of its own"
    ),
    (
      "", "1,0.5\n2,1\n",
      "train: the label “0.5” in line 1 is not a whole number; for real values the task is "
        + "regression"
    ),
    (",label=4", "1,0\n2,1\n", "train: there is no column 4, only 0 to 1 (line 1)"),
    (",label=-3", "1,0\n2,1\n", "train: there is no column -3, only 0 to 1 (line 1)"),
    (",label=z", "x,y\n2,1\n", "train: there is no column “z”, only “x”, “y” (line 1)"),
    (
      ",label=y,header=no", "x,y\n2,1\n",
      "train: the column “y” is given by name, but with header=no"
    ),
    (
      ",features=0-1", "1,0\n2,1\n", "train: column 1 is given as a feature and as the label"
    ),
    (",features=0+0", "1,0\n2,1\n", "train: the feature column 0 is given twice"),
    (",features=1-0", "1,2,0\n", "train: the columns 1-0 run backwards"),
    (
      ",label=0+1", "1,2,0\n",
      "train: 2 label columns are given, but only regression takes more "
        + "than one"
    ),
    ("", "1,0\n\"2,1\n", "train: the quote that opens in line 2 is never closed"),
    ("", "1,0\n2\"3,1\n", "train: line 2 has a quote within a field that does not begin with one"),
    ("", "1,0\n\"2\"3,1\n", "train: line 2 has text after a field's closing quote"),
    (
      ",header=no", "\"1\n\",0\n2,1,1\n",
      "train: “1\\n” in line 1, column 1 is not a number"
    ),
    (",header=yes", "\"a\nb\",y\n2,1,1\n", "train: line 3 has 3 columns but line 1 has 2"),
    (",scale=1e38", "100,0\n2,1\n", "train: scaling makes a feature infinite"),
  ])
  func saysWhatIsWrong(options: String, text: String, expected: String) {
    #expect(sentence { try load("csv:train" + options, text, task: .multiclass) } == expected)
  }

  @Test(arguments: [
    ("1,2,0\n", "valid: there are 2 features but the model takes 1"),
    ("1,2\n", "valid: the label “2” in line 1 is none of the training data's: “0”, “1”"),
    ("x,y\n1,0\n1,b\n", "valid: the label “b” in line 3 is none of the training data's: “0”, “1”"),
    ("", "valid: the file is empty"),
  ])
  func saysWhatIsWrongWithValidationData(text: String, expected: String) {
    #expect(
      sentence {
        try load("csv:train", "1,0\n2,1\n", validation: "csv:valid", text, task: .binary)
      } == expected)
  }

  @Test func refusesScalingThatTheTrainingDataDoNotHave() {
    #expect(
      sentence {
        try load(
          "csv:train", "1,0\n2,1\n", validation: "csv:valid,scale=standard", "1,0\n", task: .binary)
      }
        == "valid: scale=standard takes its figures from the training data, so it must be given "
        + "for them")
  }

  @Test func refusesOtherNumbersOfClassesOrLabels() {
    #expect(
      sentence { try load("csv:train,header=no", "1,a\n1,b\n1,c\n", task: .binary) }
        == "train: the task binary needs two classes, but there are 3: “a”, “b”, “c”")
    #expect(
      sentence {
        try load(
          "csv:train,label=0+1", "1,2,3\n", validation: "csv:valid,label=0", "1,2\n",
          task: .regression)
      } == "valid: there is 1 label a sample but the model answers 2")
  }

  @Test func passesOnWhatReadingThrows() {
    #expect(throws: Files.Missing.self) { try load("csv:elsewhere", "", task: .binary) }
  }

  /// Whatever byte of a table is changed or wherever it ends: data or an error, never a trap.
  @Test func survivesAnyChangedByte() {
    let text = "\u{FEFF}\"a \"\"b\"\"\",c\r\n1.5e3,\"x\ny\"\r\n-2,z\r\n"
    let bytes = Array(text.utf8)
    for index in bytes.indices {
      _ = try? load("csv:train", Array(bytes[..<index]), task: .binary)
      for byte in Array("\",\r\n \t0-.e\0\u{FF}".utf8) {
        var changed = bytes
        changed[index] = byte
        _ = try? load("csv:train", changed, task: .binary)
        _ = try? load("csv:train,delimiter=space", changed, task: .regression)
      }
    }
  }
}
