/// Slurm's short form of a list of nodes, such as `n[01-03,7],gpu1`.
enum SlurmHostList {
  /// The name of the first node; nil where the text is no such list.
  static func firstHost(of list: String) -> String? {
    var host = ""
    /// What stands between brackets, up to here.
    var ranges: String?
    for character in list {
      switch (character, ranges) {
      case ("[", nil): ranges = ""
      case ("]", let text?):
        let first = text.prefix { $0 != "," && $0 != "-" }
        guard !first.isEmpty, first.allSatisfy(\.isNumber) else { return nil }
        host += first
        ranges = nil
      case ("[", _?), ("]", nil): return nil
      case (",", nil): return host.isEmpty ? nil : host
      case (_, nil): host.append(character)
      case (_, let text?): ranges = text + String(character)
      }
    }
    return host.isEmpty || ranges != nil ? nil : host
  }
}
