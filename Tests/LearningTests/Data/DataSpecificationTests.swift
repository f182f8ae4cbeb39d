import Learning
import Testing

@Suite struct DataSpecificationTests {
  private typealias Source = DataSpecification.Source

  private static func csv(
    _ file: String, _ set: (inout DataSpecification.CSVOptions) -> Void = { _ in }
  ) -> DataSpecification {
    var options = DataSpecification.CSVOptions()
    set(&options)
    return DataSpecification(.csv(file: file, options))
  }

  private static func libsvm(
    _ file: String, _ set: (inout DataSpecification.LIBSVMOptions) -> Void = { _ in }
  ) -> DataSpecification {
    var options = DataSpecification.LIBSVMOptions()
    set(&options)
    return DataSpecification(.libsvm(file: file, options))
  }

  /// Texts in their canonical form, which is what they are printed as again.
  @Test(
    arguments: [
      ("digits", DataSpecification(.digits)),
      ("mnist:/data/a,b", DataSpecification(.mnist(directory: "/data/a,b"))),
      ("idx:a,b", DataSpecification(.idx(images: "a", labels: "b"))),
      (#"idx:a\,b,c\\d"#, DataSpecification(.idx(images: "a,b", labels: #"c\d"#))),
      ("idx:a", DataSpecification(.idx(images: "a", labels: ""))),
      ("npy:a\\,b", DataSpecification(.npy(features: "a,b", labels: "", .init()))),
      ("csv:a.csv", csv("a.csv")),
      // Names that begin with an accent, which combines with what is before it.
      ("idx:\u{301}a,\u{301}b", DataSpecification(.idx(images: "\u{301}a", labels: "\u{301}b"))),
      ("csv:\u{301}a,label=\u{301}y", csv("\u{301}a") { $0.label = [.name("\u{301}y")] }),
      ("csv:c:d=e", csv("c:d=e")),
      (#"csv:a\,label=1"#, csv("a,label=1")),
      ("csv:a,label=y", csv("a") { $0.label = [.name("y")] }),
      ("csv:a,label=-1+2+y", csv("a") { $0.label = [.index(-1), .index(2), .name("y")] }),
      (
        #"csv:a,label=\7+x\+y+\1-2"#,
        csv("a") { $0.label = [.name("7"), .name("x+y"), .name("1-2")] }
      ),
      (
        "csv:a,features=0-3+7+-2+-5--3+sepal-width",
        csv("a") {
          $0.features = [
            .indexes(from: 0, through: 3), .column(.index(7)), .column(.index(-2)),
            .indexes(from: -5, through: -3), .column(.name("sepal-width")),
          ]
        }
      ),
      (
        "csv:a,categorical=0-1+colour,missing=median",
        csv("a") {
          $0.categorical = [.indexes(from: 0, through: 1), .column(.name("colour"))]
          $0.missing = .median
        }
      ),
      ("csv:a,header=auto,delimiter=tab", csv("a") { ($0.header, $0.delimiter) = (.auto, 9) }),
      ("csv:a,delimiter=comma", csv("a") { $0.delimiter = UInt8(ascii: ",") }),
      ("csv:a,delimiter=space", csv("a") { $0.delimiter = UInt8(ascii: " ") }),
      ("csv:a,delimiter=semicolon", csv("a") { $0.delimiter = UInt8(ascii: ";") }),
      ("csv:a,delimiter=|", csv("a") { $0.delimiter = UInt8(ascii: "|") }),
      ("csv:a,scale=standard", csv("a") { $0.scaling = .standard }),
      ("csv:a,scale=0.003921569", csv("a") { $0.scaling = .factor(1 / 255) }),
      (
        "csv:a,label=0,features=1-2,header=no,delimiter=:,scale=minmax",
        csv("a") {
          $0.label = [.index(0)]
          $0.features = [.indexes(from: 1, through: 2)]
          ($0.header, $0.delimiter, $0.scaling) = (.no, UInt8(ascii: ":"), .minmax)
        }
      ),
      ("libsvm:a", libsvm("a")),
      (
        "libsvm:a,features=10,scale=none",
        libsvm("a") { ($0.featureCount, $0.scaling) = (10, .unscaled) }
      ),
    ] as [(String, DataSpecification)])
  func readsAndPrints(text: String, specification: DataSpecification) throws {
    #expect(try DataSpecification(text) == specification)
    #expect(specification.description == text)
  }

  @Test(arguments: [
    ("csv:a,scale=none,label=2", "csv:a,label=2,scale=none"),
    ("csv:a,delimiter=;", "csv:a,delimiter=semicolon"),
    (#"csv:a,delimiter=\,"#, "csv:a,delimiter=comma"),
    ("csv:a,scale=5e-1", "csv:a,scale=0.5"),
    ("csv:a,label=007", "csv:a,label=7"),
    (#"csv:a,label=\y"#, "csv:a,label=y"),
  ])
  func printsTheCanonicalForm(text: String, canonical: String) throws {
    let specification = try DataSpecification(text)
    #expect(specification.description == canonical)
    #expect(try DataSpecification(canonical) == specification)
  }

  @Test(arguments: [
    (
      "",
      "“” is none of digits, mnist:DIR, idx:IMAGES,LABELS, csv:FILE, libsvm:FILE and "
        + "npy:FEATURES,LABELS"
    ),
    (
      "cvs:a",
      "“cvs:a” is none of digits, mnist:DIR, idx:IMAGES,LABELS, csv:FILE, libsvm:FILE and "
        + "npy:FEATURES,LABELS"
    ),
    ("mnist:", "“mnist:” names no folder after “mnist:”"),
    ("idx:a,", "“idx:a,” does not name two files, as in idx:IMAGES,LABELS"),
    ("idx:a,b,c", "“idx:a,b,c” does not name two files, as in idx:IMAGES,LABELS"),
    ("csv:", "“csv:” names no file after the colon"),
    (#"csv:\"#, #"“csv:\” names no file after the colon"#),
    (#"csv:a,label=\"#, "an empty column in the option “label”"),
    ("csv:,label=1", "“csv:,label=1” names no file after the colon"),
    (
      "csv:a,b",
      "“b” in “csv:a,b” is no option=value (a comma in a file's name is written \\,)"
    ),
    (
      "csv:a,label=",
      "“label=” in “csv:a,label=” is no option=value (a comma in a file's name is written \\,)"
    ),
    ("csv:a,label=1,label=2", "the option “label” stands twice in “csv:a,label=1,label=2”"),
    (
      "csv:a,lable=1",
      "csv has no option “lable”, only label, features, categorical, header, delimiter, missing and "
        + "scale"
    ),
    ("csv:a,missing=mode", "missing=mode is none of refuse, mean, median and zero"),
    ("csv:a,categorical=1++2", "an empty column in the option “categorical”"),
    ("csv:a,label=1++2", "an empty column in the option “label”"),
    ("csv:a,label=0-2", "label=0-2 has the range 0-2, but each label is one column"),
    ("csv:a,header=maybe", "header=maybe is none of yes, no and auto"),
    (
      "csv:a,delimiter=ab",
      "delimiter=ab is none of comma, tab, semicolon, space and one punctuation character"
    ),
    (
      "csv:a,delimiter=5",
      "delimiter=5 is none of comma, tab, semicolon, space and one punctuation character"
    ),
    (
      "csv:a,delimiter=\"",
      "delimiter=\" is none of comma, tab, semicolon, space and one punctuation character"
    ),
    ("csv:a,scale=big", "scale=big is none of none, standard, minmax and a number but 0"),
    ("csv:a,scale=0", "scale=0 is none of none, standard, minmax and a number but 0"),
    ("csv:a,scale=nan", "scale=nan is none of none, standard, minmax and a number but 0"),
    ("npy:a,", "“npy:a,” does not name two files, as in npy:FEATURES,LABELS"),
    ("npy:a,b,label=1", "npy has no option “label”, only scale"),
    ("libsvm:a,label=1", "libsvm has no option “label”, only features, index-base and scale"),
    ("libsvm:a,features=0", "features=0 is not a whole number from 1 to 1000000"),
    ("libsvm:a,features=x", "features=x is not a whole number from 1 to 1000000"),
  ])
  func saysWhatIsWrong(text: String, expected: String) {
    #expect(sentence { try DataSpecification(text) } == expected)
  }

  /// The table of options, of which the help is made, has what is read, and nothing else.
  @Test func everyOptionOfTheHelpIsRead() throws {
    let values = [
      "label": "y", "features": "3", "header": "no", "delimiter": "tab", "scale": "minmax",
      "index-base": "0",
    ]
    for option in DataSpecification.formOptions {
      let files = option.form == "npy" ? "a,b" : "a"
      // An option without a value here has its own test.
      guard let value = values[option.name] else { continue }
      let text = "\(option.form):\(files),\(option.name)=\(value)"
      #expect(try DataSpecification(text).description == text)
    }
    #expect(Set(values.keys).isSubset(of: Set(DataSpecification.formOptions.map(\.name))))
  }

  @Test func `data in another folder keep their files' names`() throws {
    let moved = try DataSpecification("idx:/a/\u{301}x,b/c.gz").relocated(to: "/new")
    #expect(moved == DataSpecification(.idx(images: "/new/\u{301}x", labels: "/new/c.gz")))
    #expect(try DataSpecification("mnist:a/b").relocated(to: "/new").paths == ["/new"])
  }
}
