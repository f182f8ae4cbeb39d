import Learning

/// A file that is not there.
private struct NoFile: Error {}

extension FuzzTarget {
  /// As much memory as a file of the fuzzer's may ask for: more than it has fields, and little, since a
  /// file of few bytes may make it all zeros.
  static let memoryBytes = 1 << 15

  /// Loads an input, cut into the files of the specification, and checks what comes of it.
  private static func load(_ specification: String, _ files: [ArraySlice<UInt8>], task: Task) {
    guard let specification = try? DataSpecification(specification),
      let loaded = try? loadData(
        training: specification, validation: nil, task: task,
        reading: { path in
          guard let index = Int(path), index < files.count else { throw NoFile() }
          return Array(files[index])
        }, memory: { memoryBytes })
    else { return }
    checkWhole(loaded.training)
  }

  /// Checks that samples have all that they say they have.
  static func checkWhole(_ data: Dataset) {
    check(data.sampleCount > 0 && data.featureCount > 0, "there are no samples, or no features")
    switch data.features {
    case .floats(let values):
      check(values.count == data.sampleCount * data.featureCount, "features are missing")
      check(values.allSatisfy(\.isFinite), "a feature is not finite")
    case .bytes(let values, _):
      check(values.count == data.sampleCount * data.featureCount, "features are missing")
    }
    switch data.targets {
    case .classes(let classes, let count):
      check(classes.count == data.sampleCount, "labels are missing")
      check(classes.allSatisfy { $0 < count }, "a class is out of range")
    case .values(let values, let width):
      check(values.count == data.sampleCount * width, "labels are missing")
      check(values.allSatisfy(\.isFinite), "a label is not finite")
    }
  }

  static let tasks: [Task] = [.regression, .binary, .multiclass]

  /// Two files of an input: the first as long as its first two bytes say.
  private static func halves(_ bytes: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    let length = bytes.prefix(2).reduce(0) { $0 << 8 | Int($1) }
    let rest = bytes.dropFirst(2)
    return [rest.prefix(length), rest.dropFirst(length)]
  }

  private static func joined(_ task: UInt8, _ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
    [task, UInt8(first.count >> 8), UInt8(first.count & 0xFF)] + first + second
  }

  /// Tables.
  static let csv = FuzzTarget("csv") {
    let tables: [(task: UInt8, options: UInt8, text: String)] = [
      (2, 0, "a,b,y\r\n1,2,cat\r\n3,4,dog\r\n"),
      (1, 1, "\"a \"\"x\"\"\",b,y\n\"1\",2e3,0\n-.5,+4,1\n"),
      (0, 2, "1;2\r3;4\r"), (2, 3, " 1  2 0\n3 4 1\n"), (2, 0, "0,1,target\n1,2,0\n3,1,1\n"),
      (2, 0, "\u{FEFF}0,1,2\n1,2,0\n3,1,1\n"), (2, 10, "a,b,y\n1,,cat\n?,4,dog\nNA,5,dog\n"),
      (1, 12, "c,b,y\nred,1,0\nblue,,1\n,2,1\n"), (0, 13, "a,b,y\nred,blue,0\nblue,red,1\n"),
      (0, 5, "x,y\nnan,inf\n1e39,1e-46\n16777217,0.1\n"),
    ]
    let wide: [UInt8] = [2, 4, 0xFF, 0xFE] + "1,0\n2,1\n".utf8.flatMap { [$0, 0] }
    return tables.map { [$0.task, $0.options] + Array($0.text.utf8) } + [[0, 0], wide]
  } run: { bytes in
    var choices = Choices(bytes)
    let task = choices.one(of: tasks)
    let options = choices.one(of: [
      "", ",header=yes", ",delimiter=semicolon", ",delimiter=space", ",scale=standard",
      ",header=no",
      ",label=0,features=1--1", ",label=y", ",label=0+1,scale=minmax", ",scale=0.5,delimiter=tab",
      ",missing=mean,scale=standard", ",missing=median", ",missing=zero,categorical=0",
      ",categorical=a+1,scale=minmax",
    ])
    load("csv:0" + options, [choices.rest], task: task)
  }

  /// Sparse lines.
  static let libsvm = FuzzTarget("libsvm") {
    [
      [1, 0] + Array("+1 1:0.5 3:-2 # c\r\n-1\t2:1e1 \n".utf8),
      [0, 1] + Array("0.5 qid:3 0:1 7:2\n1\n".utf8), [2, 2] + Array("1 1:1\r2 9:1\r3\r".utf8),
      [2, 3] + Array("1 2048:1\n2 1:1\n".utf8),
    ]
  } run: { bytes in
    var choices = Choices(bytes)
    let task = choices.one(of: tasks)
    let options = choices.one(of: [
      "", ",index-base=0", ",index-base=auto", ",scale=minmax", ",features=3,scale=standard",
      ",features=2,index-base=auto",
    ])
    load("libsvm:0" + options, [choices.rest], task: task)
  }

  /// Images and labels in MNIST's format.
  static let idx = FuzzTarget("idx") {
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 1, 2, 3, 4]
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 0, 1]
    return [joined(0, images, labels), joined(2, images, labels)]
  } run: { bytes in
    var choices = Choices(bytes)
    let task = choices.one(of: tasks)
    load("idx:0,1", halves(choices.rest), task: task)
  }

  /// Arrays of numpy's.
  static let npy = FuzzTarget("npy") {
    func array(_ version: UInt8, _ header: String, _ data: [UInt8]) -> [UInt8] {
      let text = Array((header + "\n").utf8)
      let length: [UInt8] =
        version == 1 ? [UInt8(text.count), 0] : [UInt8(text.count), 0, 0, 0]
      return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
    }
    let bytes = array(
      1, "{'descr': '|u1', 'fortran_order': False, 'shape': (2, 2), }", [1, 2, 3, 4])
    let halves = array(
      2, "{'descr': '>f2', 'fortran_order': True, 'shape': (2, 1, 2)}",
      [0x3C, 0, 0x40, 0, 0, 1, 0x7B, 0xFF])
    let classes = array(
      1, "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }", [1, 0, 2, 0])
    let names = array(
      3, "{'descr': '<U1', 'fortran_order': False, 'shape': (2, 1), }",
      [0x61, 0, 0, 0, 0x62, 0, 0, 0])
    let values = array(
      1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
      [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0])
    let truths = array(1, "{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }", [1, 0])
    let texts = array(
      1, "{'descr': '|S2', 'fortran_order': False, 'shape': (2,), }", [97, 0, 98, 99])
    return [
      joined(2, bytes, classes), joined(1, halves, names), joined(0, bytes, values),
      joined(1, halves, truths), joined(2, bytes, texts),
      joined(
        0, array(1, "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (2,), }", []), []),
    ]
  } run: { bytes in
    var choices = Choices(bytes)
    let task = choices.one(of: tasks)
    load("npy:0,1,scale=standard", halves(choices.rest), task: task)
  }
}
