/// How many letters must be inserted, deleted, replaced or swapped with their neighbour to turn
/// one word into the other, no part being edited twice (the optimal string alignment distance).
public func editDistance(_ first: String, _ second: String) -> Int {
  let first = Array(first)
  let second = Array(second)
  // Row i holds the distances of first's prefix of length i to each prefix of second.
  var beforePrevious: [Int] = []
  var previous = Array(0...second.count)
  for i in 0..<first.count {
    var current = [i + 1]
    for j in 0..<second.count {
      var best = min(previous[j + 1], current[j]) + 1
      best = min(best, previous[j] + (first[i] == second[j] ? 0 : 1))
      if i > 0, j > 0, first[i] == second[j - 1], first[i - 1] == second[j] {
        best = min(best, beforePrevious[j - 1] + 1)
      }
      current.append(best)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[second.count]
}

/// The candidate that `word` is most probably a misspelling or a beginning of; nil where none is
/// near. Of equally near ones, the first.
public func closest(to word: String, in candidates: [String]) -> String? {
  // A third of the letters may be wrong; a beginning counts from three letters on.
  let limit = max(1, word.count / 3)
  let lowercase = word.lowercased()
  var best: (candidate: String, distance: Int)?
  // Words are as far from each other as their lengths, at least: a word of any length costs little.
  for candidate in candidates where abs(candidate.count - word.count) <= limit {
    let distance = editDistance(lowercase, candidate.lowercased())
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  if let best { return best.candidate }
  return word.count >= 3 ? candidates.first { $0.hasPrefix(word) } : nil
}
