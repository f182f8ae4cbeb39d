import Learning
import Text

/// A preparation as JSON: one array a kind of figure, with an element for each column, and none where
/// all columns have what is usual, since there may be a million of them.
///
///     {"columns": 3, "names": ["height", "width", "colour"], "fills": [null, 2.5, null],
///      "offsets": [1.5, 2, 0], "factors": [0.5, 1, 1],
///      "categories": {"2": {"values": ["blue", "red"], "may_be_missing": false}},
///      "table": {"columns": 4, "features": [0, 1, 2], "targets": [3], "target_names": ["area"]},
///      "scale": "standard", "missing": "refuse", "classes": null}
///
/// Of a LIBSVM file, `index_base` says where indexes start. `unrounded` has a member for each column that
/// is scaled before it is rounded to floats: what fills a missing field there, in full, or null.
extension DataPreparation {
  /// An object of these members reads back as this.
  var jsonMembers: [JSON.Member] {
    var members = [JSON.Member("columns", .integer(Int64(columns.count)))]
    if columns.contains(where: { $0.name != nil }) {
      members.append(.init("names", .array(columns.map { $0.name.map { .string($0) } ?? .null })))
    }
    let numbers = columns.map { column -> (offset: Double, factor: Double, fill: Float?) in
      guard case .number(let offset, let factor, let fill) = column.kind else { return (0, 1, nil) }
      return (offset, factor, fill)
    }
    if numbers.contains(where: { $0.fill != nil }) {
      members.append(.init("fills", .array(numbers.map { $0.fill.map { .float($0) } ?? .null })))
    }
    if numbers.contains(where: { $0.offset != 0 }) {
      members.append(.init("offsets", .array(numbers.map { .double($0.offset) })))
    }
    if numbers.contains(where: { $0.factor != 1 }) {
      members.append(.init("factors", .array(numbers.map { .double($0.factor) })))
    }
    var categories: [JSON.Member] = []
    for (index, column) in columns.enumerated() {
      guard case .category(let values, let mayBeMissing) = column.kind else { continue }
      categories.append(
        .init(
          "\(index)",
          [
            "values": .array(values.map { .string($0) }), "may_be_missing": .bool(mayBeMissing),
          ]))
    }
    if !categories.isEmpty { members.append(.init("categories", .object(categories))) }
    let unrounded = columns.enumerated().compactMap { index, column in
      column.unrounded.map { exact in
        JSON.Member("\(index)", exact.fill.map { .double($0) } ?? .null)
      }
    }
    if !unrounded.isEmpty { members.append(.init("unrounded", .object(unrounded))) }
    if let table { members.append(.init("table", table.json)) }
    members.append(.init("scale", .string(scaling.text)))
    members.append(.init("missing", .string(missing.rawValue)))
    if let indexBase { members.append(.init("index_base", .integer(Int64(indexBase)))) }
    members.append(
      .init("classes", classNames.map { .array($0.map { .string($0) }) } ?? .null))
    return members
  }

  /// The preparation as one object.
  var json: JSON { .object(jsonMembers) }

  /// Reads what `jsonMembers` has written, beside which there may be others; nil where something is
  /// missing or can't be.
  init?(json: JSON) {
    guard let count = json["columns"]?.count, JobLimits.size.contains(count),
      let names = json["names"].elements(count, { Self.orNull($0, $0.stringValue) }),
      let fills = json["fills"].elements(count, { Self.orNull($0, $0.finiteFloat) }),
      let offsets = json["offsets"].elements(count, { $0.finiteDouble }),
      let factors = json["factors"].elements(count, { $0.finiteDouble }),
      let categories = Self.categories(json["categories"], columnCount: count),
      let unrounded = Self.unrounded(json["unrounded"], columnCount: count),
      let scaling = json["scale"]?.stringValue.flatMap({ try? DataSpecification.Scaling($0) }),
      let missing = json["missing"]?.stringValue.flatMap(DataSpecification.Missing.init(rawValue:))
    else { return nil }
    var columns: [Column] = []
    columns.reserveCapacity(count)
    var features = count
    for index in 0..<count {
      let name = names.flatMap { $0[index] }
      if let category = categories[index] {
        columns.append(Column(name: name, category))
        features += columns[index].width - 1
      } else {
        columns.append(
          Column(
            name: name,
            .number(
              offset: offsets?[index] ?? 0, factor: factors?[index] ?? 1,
              fill: fills.flatMap { $0[index] }),
            unrounded: unrounded[index]))
      }
    }
    guard JobLimits.size.contains(features) else { return nil }
    var table: Table?
    if let member = json["table"] {
      guard let read = Table(json: member, columnCount: count) else { return nil }
      table = read
    }
    var indexBase: Int?
    if let member = json["index_base"] {
      guard let base = member.count, (0...1).contains(base) else { return nil }
      indexBase = base
    }
    var classNames: [String]?
    switch json["classes"] {
    case .null: break
    case .array(let classes):
      guard let names = classes.texts, Set(names.asBytes).count == names.count,
        (2...1 << 16).contains(names.count)
      else { return nil }
      classNames = names
    default: return nil
    }
    self.init(
      columns: columns, table: table, scaling: scaling, missing: missing, classNames: classNames,
      indexBase: indexBase)
  }

  /// A value that may be `null`; nil where it is something else.
  private static func orNull<Value>(_ json: JSON, _ value: Value?) -> Value?? {
    if json.isNull { return .some(nil) }
    return value.map { .some($0) }
  }

  private static func unrounded(
    _ json: JSON?, columnCount: Int
  ) -> [Int: Column.Unrounded]? {
    guard let json else { return [:] }
    guard let members = json.objectValue else { return nil }
    var unrounded: [Int: Column.Unrounded] = [:]
    for member in members {
      guard let index = Int(member.key), (0..<columnCount).contains(index),
        let fill = orNull(member.value, member.value.finiteDouble)
      else { return nil }
      unrounded[index] = .init(fill: fill)
    }
    return unrounded
  }

  private static func categories(
    _ json: JSON?, columnCount: Int
  ) -> [Int: Column.Kind]? {
    guard let json else { return [:] }
    guard let members = json.objectValue else { return nil }
    var categories: [Int: Column.Kind] = [:]
    for member in members {
      guard let index = Int(member.key), (0..<columnCount).contains(index),
        let values = member.value["values"]?.arrayValue?.texts, !values.isEmpty,
        Set(values.asBytes).count == values.count,
        let mayBeMissing = member.value["may_be_missing"]?.boolValue
      else { return nil }
      categories[index] = .category(values, mayBeMissing: mayBeMissing)
    }
    return categories
  }
}

extension DataPreparation.Table {
  fileprivate var json: JSON {
    var members: [JSON.Member] = [
      .init("columns", .integer(Int64(columnCount))),
      .init("features", .array(featureColumns.map { .integer(Int64($0)) })),
      .init("targets", .array(targetColumns.map { .integer(Int64($0)) })),
    ]
    if let targetNames {
      members.append(.init("target_names", .array(targetNames.map { .string($0) })))
    }
    return .object(members)
  }

  fileprivate init?(json: JSON, columnCount: Int) {
    guard let count = json["columns"]?.count,
      let features = json["features"]?.arrayValue?.indexes(below: count),
      let targets = json["targets"]?.arrayValue?.indexes(below: count),
      features.count == columnCount, Set(features + targets).count == features.count + targets.count
    else { return nil }
    var targetNames: [String]?
    if let member = json["target_names"] {
      guard let names = member.arrayValue?.texts, names.count == targets.count else { return nil }
      targetNames = names
    }
    self.init(
      columnCount: count, featureColumns: features, targetColumns: targets,
      targetNames: targetNames)
  }
}

extension JSON {
  /// An integer from 0 on.
  fileprivate var count: Int? {
    integerValue.flatMap { Int(exactly: $0) }.flatMap { $0 >= 0 ? $0 : nil }
  }

  fileprivate var finiteDouble: Double? {
    doubleValue.flatMap { $0.isFinite ? $0 : nil }
  }

  fileprivate var finiteFloat: Float? {
    doubleValue.flatMap { Float($0).isFinite ? Float($0) : nil }
  }
}

extension [JSON] {
  /// Texts; nil where one is none.
  fileprivate var texts: [String]? {
    let texts = compactMap(\.stringValue)
    return texts.count == count ? texts : nil
  }

  /// Indexes from 0; nil where one is none.
  fileprivate func indexes(below bound: Int) -> [Int]? {
    let indexes = compactMap(\.count).filter { $0 < bound }
    return indexes.count == count ? indexes : nil
  }
}

extension JSON? {
  /// The elements of an array of that many; `.some(nil)` where there is no array, nil where it or an
  /// element is something else.
  fileprivate func elements<Element>(
    _ count: Int, _ element: (JSON) -> Element?
  ) -> [Element]?? {
    guard let self else { return .some(nil) }
    guard let array = self.arrayValue, array.count == count else { return nil }
    let elements = array.compactMap(element)
    return elements.count == count ? .some(elements) : nil
  }
}
