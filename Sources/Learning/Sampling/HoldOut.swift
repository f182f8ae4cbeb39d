import Tensors

/// A share of the training data that is held out to measure on, and the seed that draws it.
///
/// Which samples it takes is a pure function of the share, the seed and the classes of the samples
/// in their order: every process that reads the same data holds out the same.
public struct HoldOut: Equatable, Sendable {
  /// The share, greater than 0 and below 1.
  public let share: Double
  /// What draws the samples.
  public let seed: UInt64

  /// A share of the samples, drawn by a seed.
  public init(share: Double, seed: UInt64) {
    precondition(share > 0 && share < 1)
    self.share = share
    self.seed = seed
  }

  /// The indexes of both parts' samples, each ascending.
  struct Parts: Equatable {
    var training: [Int] = []
    var heldOut: [Int] = []
  }

  /// Divides samples, each of which is of a group below `groupCount`: a class, or all of one group
  /// where there are none.
  ///
  /// So many are held out as the share of all of them comes to, rounded, but at least one, and of
  /// each group as near to its share as whole samples can be (largest remainders; of equal ones the
  /// first), but never all: what is measured on is of classes that were learned.
  func parts(groups: [Int32], groupCount: Int) -> Parts {
    var members = Array(repeating: [Int](), count: groupCount)
    for (sample, group) in groups.enumerated() { members[Int(group)].append(sample) }
    let counts = heldOutCounts(members.map(\.count))
    var isHeldOut = Array(repeating: false, count: groups.count)
    for (group, samples) in members.enumerated() where counts[group] > 0 {
      let order = KeyedPermutation(
        count: samples.count, key: (seed, UInt64(group)), purpose: .heldOutSamples)
      for position in 0..<counts[group] { isHeldOut[samples[order[position]]] = true }
    }
    var parts = Parts()
    for sample in groups.indices {
      if isHeldOut[sample] { parts.heldOut.append(sample) } else { parts.training.append(sample) }
    }
    return parts
  }

  /// How many of each group are held out, given how many there are.
  func heldOutCounts(_ sizes: [Int]) -> [Int] {
    let wanted = max(1, Int((share * Double(sizes.reduce(0, +))).rounded()))
    let quotas = sizes.map { share * Double($0) }
    var counts = zip(quotas, sizes).map { quota, size in min(Int(quota), max(0, size - 1)) }
    let byRemainder = sizes.indices.sorted { a, b in
      let (first, second) = (quotas[a] - Double(counts[a]), quotas[b] - Double(counts[b]))
      return first == second ? a < b : first > second
    }
    var missing = wanted - counts.reduce(0, +)
    for group in byRemainder where missing > 0 && counts[group] < sizes[group] - 1 {
      counts[group] += 1
      missing -= 1
    }
    return counts
  }
}

extension RawSamples {
  /// The samples to learn from and those to measure on.
  ///
  /// - Throws: where there are too few samples for both.
  func divided(by holdOut: HoldOut) throws(DataError) -> (training: RawSamples, heldOut: RawSamples)
  {
    let parts: HoldOut.Parts
    switch labels {
    case .classes(let table):
      parts = holdOut.parts(groups: table.samples, groupCount: table.entries.count)
    case .values, .none:
      parts = holdOut.parts(
        groups: Array(repeating: 0, count: sampleCount), groupCount: 1)
    }
    guard !parts.heldOut.isEmpty, !parts.training.isEmpty else {
      let isDivided = if case .classes = labels { true } else { false }
      throw DataError(
        file,
        "of \(counted(sampleCount, "sample")) none can be held out for validation: "
          + (isDivided ? "each class needs one to learn from" : "one is needed to learn from"))
    }
    return (selecting(parts.training), selecting(parts.heldOut))
  }

  /// Checks that these, which are learned from, have all of their columns' categories: one that only
  /// samples have which were held out would be a feature of which nothing can be learned.
  func checkCategories() throws(DataError) {
    guard case .floats(let values) = features else { return }
    for (column, names) in categories.sorted(by: { $0.key < $1.key }) {
      var isLearned = Array(repeating: false, count: names.count)
      for index in stride(from: column, to: values.count, by: columnCount)
      where !values[index].isNaN {
        isLearned[Int(values[index])] = true
      }
      guard let unknown = isLearned.firstIndex(of: false) else { continue }
      let name = columnNames.map { " (\(quoted($0[column])))" } ?? ""
      throw DataError(
        file,
        "only samples that are held out for validation have the value \(quoted(names[unknown])) of the "
          + "categorical feature column \(column + 1)\(name), so nothing can be learned of it: another "
          + "--seed holds out others, or leave such rows out")
    }
  }

  private func selecting(_ indexes: [Int]) -> RawSamples {
    var selected = self
    selected.sampleCount = indexes.count
    switch features {
    case .bytes(let bytes, let scale):
      selected.features = .bytes(rows(indexes, of: bytes, width: columnCount), scale: scale)
    case .floats(let values):
      selected.features = .floats(rows(indexes, of: values, width: columnCount))
    }
    switch labels {
    case .classes(let table): selected.labels = .classes(table.selecting(indexes))
    case .values(let values, let width):
      selected.labels = .values(rows(indexes, of: values, width: width), width: width)
    case .none: break
    }
    if let unroundedTargets {
      let width = unroundedTargets.count / sampleCount
      selected.unroundedTargets = rows(indexes, of: unroundedTargets, width: width)
    }
    selected.unrounded = unrounded.mapValues { rows(indexes, of: $0, width: 1) }
    return selected
  }

  private func rows<Element>(_ indexes: [Int], of values: [Element], width: Int) -> [Element] {
    var rows: [Element] = []
    rows.reserveCapacity(indexes.count * width)
    for index in indexes { rows += values[index * width..<(index + 1) * width] }
    return rows
  }
}
