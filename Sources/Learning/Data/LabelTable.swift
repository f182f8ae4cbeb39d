/// The class labels of a file, before it is known which class has which index. They are compared by
/// their bytes; where all of the training data's are numbers, as numbers: see `settled(asNumbers:)`.
struct LabelTable {
  /// A label that stands in the file.
  struct Entry {
    /// The label as text.
    var name: String
    /// The label as a number; nil where it is none.
    let number: WrittenNumber?
    /// Where it first stands, such as "line 7"; nil where it does not.
    var place: String?
  }

  /// The labels, in the order in which they first stand in the file.
  private(set) var entries: [Entry] = []
  /// For each sample, which of `entries` is its label.
  private(set) var samples: [Int32] = []
  private var indexes: [ByteText: Int32] = [:]

  init() {}

  /// A table of samples whose labels are 0, 1, …, of which there are `count`, as bytes.
  init(bytes: some Collection<UInt8>, count: Int) {
    entries = (0..<count).map {
      Entry(name: "\($0)", number: .integer(Int64($0)), place: nil)
    }
    samples.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      samples.append(Int32(byte))
      if entries[Int(byte)].place == nil { entries[Int(byte)].place = "sample \(index)" }
    }
  }

  /// Adds a sample with the label `text`; `place` says where, and is only asked for a new label.
  mutating func append(_ text: String, place: () -> String) {
    if let index = indexes[text.asBytes] {
      samples.append(index)
      return
    }
    let index = Int32(entries.count)
    entries.append(Entry(name: text, number: WrittenNumber(text), place: place()))
    indexes[text.asBytes] = index
    samples.append(index)
  }

  /// Whether all labels are numbers.
  var areNumbers: Bool { entries.allSatisfy { $0.number != nil } }

  /// The table in which, where labels are numbers, equal integers are one label, in its shortest form
  /// ("3" also where the file has "3.0").
  func settled(asNumbers: Bool) -> LabelTable {
    guard asNumbers else { return self }
    var settled = LabelTable()
    var map: [Int32] = []
    for var entry in entries {
      if let integer = entry.number?.integer { entry.name = "\(integer)" }
      if let index = settled.indexes[entry.name.asBytes] {
        map.append(index)
      } else {
        map.append(Int32(settled.entries.count))
        settled.indexes[entry.name.asBytes] = Int32(settled.entries.count)
        settled.entries.append(entry)
      }
    }
    settled.samples = samples.map { map[Int($0)] }
    return settled
  }

  /// The labels of some of the samples, of a table with the same entries.
  func selecting(_ indexes: [Int]) -> LabelTable {
    var selected = self
    selected.samples = indexes.map { samples[$0] }
    return selected
  }
}
