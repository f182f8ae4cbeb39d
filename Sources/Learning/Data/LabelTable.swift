/// The class labels of a file, before it is known which class has which index.
struct LabelTable {
  /// A label that stands in the file.
  struct Entry {
    /// The label as text; of an integer, in its shortest form ("3" also where the file has "3.0").
    let name: String
    /// The label as an integer; nil where it is none.
    let integer: Int64?
    /// Whether it is a number, even if not an integer.
    let isNumber: Bool
    /// Where it first stands, such as "line 7"; nil where it does not.
    var place: String?
  }

  /// The labels, in the order in which they first stand in the file.
  private(set) var entries: [Entry] = []
  /// For each sample, which of `entries` is its label.
  private(set) var samples: [Int32] = []
  private var indexes: [String: Int32] = [:]

  init() {}

  /// A table of samples whose labels are 0, 1, …, of which there are `count`, as bytes.
  init(bytes: some Collection<UInt8>, count: Int) {
    entries = (0..<count).map {
      Entry(name: "\($0)", integer: Int64($0), isNumber: true, place: nil)
    }
    samples.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      samples.append(Int32(byte))
      if entries[Int(byte)].place == nil { entries[Int(byte)].place = "sample \(index)" }
    }
  }

  /// Adds a sample with the label `text`; `place` says where, and is only asked for a new label.
  mutating func append(_ text: String, place: () -> String) {
    if let index = indexes[text] {
      samples.append(index)
      return
    }
    var name = text
    var integer: Int64?
    var isNumber = false
    if let value = Self.number(text) {
      isNumber = true
      integer = Int64(text) ?? Int64(exactly: value)
      if let integer { name = "\(integer)" }
    }
    // "3.0" is new as a text but not as a label.
    let index = indexes[name] ?? Int32(entries.count)
    if index == entries.count {
      entries.append(Entry(name: name, integer: integer, isNumber: isNumber, place: place()))
      indexes[name] = index
    }
    indexes[text] = index
    samples.append(index)
  }

  private static func number(_ text: String) -> Double? {
    guard case .value = DecimalNumber(text) else { return nil }
    return Double(text)
  }
}

/// Which class index each label has.
struct ClassMapping {
  /// The classes' labels, by index.
  let names: [String]
  private let indexes: [String: UInt16]

  /// The classes of training data: integers in ascending order, or else texts in the order of their
  /// UTF-8 bytes.
  init(_ table: LabelTable, task: Task, file: String) throws(DataError) {
    var entries = table.entries
    if entries.allSatisfy(\.isNumber) {
      if let entry = entries.first(where: { $0.integer == nil }) {
        throw DataError(
          file,
          "the label \(quoted(entry.name)) in \(entry.place ?? "") is not a whole number; for real "
            + "values the task is regression")
      }
      entries.sort { ($0.integer ?? 0) < ($1.integer ?? 0) }
    } else {
      entries.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
    guard entries.count <= DataLimits.classCountMaximum else {
      throw DataError(
        file,
        "there are \(entries.count) classes, more than the \(DataLimits.classCountMaximum) allowed")
    }
    if task == .binary, entries.count != 2 {
      throw DataError(
        file,
        "the task binary needs two classes, but there are \(entries.count): "
          + listed(entries.map(\.name)))
    }
    guard entries.count >= 2 else {
      throw DataError(file, "all samples are of one class, \(listed(entries.map(\.name)))")
    }
    names = entries.map(\.name)
    var indexes: [String: UInt16] = [:]
    for (index, name) in names.enumerated() { indexes[name] = UInt16(index) }
    self.indexes = indexes
  }

  /// Each sample's class index.
  func classes(of table: LabelTable, file: String) throws(DataError) -> [UInt16] {
    var map: [UInt16] = []
    for entry in table.entries {
      if let index = indexes[entry.name] {
        map.append(index)
      } else if let place = entry.place {
        throw DataError(
          file,
          "the label \(quoted(entry.name)) in \(place) is none of the training data's: "
            + listed(names))
      } else {
        // No sample has it.
        map.append(0)
      }
    }
    return table.samples.map { map[Int($0)] }
  }
}

/// A text from a file, in quotes, cut off where it is long, on one line.
func quoted(_ text: String) -> String {
  var start = ""
  for scalar in text.unicodeScalars.prefix(DataLimits.quotedScalarsMaximum) {
    if scalar.value < 0x20 {
      start += scalar.escaped(asASCII: false)
    } else {
      start.unicodeScalars.append(scalar)
    }
  }
  return text.unicodeScalars.count > DataLimits.quotedScalarsMaximum ? "“\(start)…”" : "“\(start)”"
}

/// The first few of some names.
func listed(_ names: [String]) -> String {
  let first = names.prefix(10).map(quoted).joined(separator: ", ")
  return names.count > 10 ? first + ", …" : first
}
