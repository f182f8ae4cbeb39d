/// Which class index each label has.
struct ClassMapping {
  /// The classes' labels, by index.
  let names: [String]
  private let indexes: [ByteText: UInt16]

  /// The classes of training data: integers in ascending order, or else texts in the order of their
  /// UTF-8 bytes.
  init(_ table: LabelTable, task: Task, file: String) throws(DataError) {
    var entries = table.entries
    if table.areNumbers {
      if let entry = entries.first(where: { $0.number?.integer == nil }) {
        throw DataError(
          file,
          "the label \(quoted(entry.name)) in \(entry.place ?? "") is not a whole number; for real "
            + "values the task is regression")
      }
      entries.sort { ($0.number?.integer ?? 0) < ($1.number?.integer ?? 0) }
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
    self.init(names: entries.map(\.name))
  }

  /// The classes of a model, by class index.
  init(names: [String]) {
    self.names = names
    var indexes: [ByteText: UInt16] = [:]
    for (index, name) in names.enumerated() { indexes[name.asBytes] = UInt16(index) }
    self.indexes = indexes
  }

  /// Whether the classes of a model are numbers, so that labels are compared with them as numbers.
  static func areNumbers(_ names: [String]) -> Bool {
    names.allSatisfy { WrittenNumber($0) != nil }
  }

  /// Each sample's class index.
  func classes(of table: LabelTable, file: String) throws(DataError) -> [UInt16] {
    var map: [UInt16] = []
    for entry in table.entries {
      if let index = indexes[entry.name.asBytes] {
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
