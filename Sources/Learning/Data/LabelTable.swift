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

  /// The labels of some of the samples, of a table with the same entries.
  func selecting(_ indexes: [Int]) -> LabelTable {
    var selected = self
    selected.samples = indexes.map { samples[$0] }
    return selected
  }

  /// The label that a text stands for: of an integer its shortest form, else the text.
  static func name(of text: String) -> String {
    guard let value = number(text) else { return text }
    return (Int64(text) ?? Int64(exactly: value)).map { "\($0)" } ?? text
  }

  private static func number(_ text: String) -> Double? {
    guard case .value = DecimalNumber(text) else { return nil }
    return Double(text)
  }
}
