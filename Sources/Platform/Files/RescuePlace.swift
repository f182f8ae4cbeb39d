import Glibc

/// A place for what the run's folder can't take.
enum RescuePlace {
  /// Beside the run's folder, under its name and this.
  case beside(String)
  /// In the system's folder for temporary files.
  case temporary
  /// In the folder that this process runs in.
  case here

  /// Folders of this name are tried until one is free, so many.
  private static let namesMax = 100

  /// Where to try, the likeliest to be found and to last first.
  static func inOrder(besides folder: String) -> [RescuePlace] {
    [.beside(folder), .temporary, .here]
  }

  /// Makes a new folder there.
  func make() throws(FileError) -> String {
    switch self {
    case .beside(let folder):
      var path = folder
      while path.count > 1, path.hasSuffix("/") { path.removeLast() }
      return try Self.makeNew(path + "-rescued")
    case .temporary:
      return try TemporaryFolder(prefix: "lockstep-rescued-").path
    case .here:
      return try Self.makeNew("lockstep-rescued")
    }
  }

  private static func makeNew(_ name: String) throws(FileError) -> String {
    let parent = Files.folder(of: name)
    if !Files.isFolder(parent) { try Files.makeFolder(parent) }
    for number in 1...namesMax {
      let path = number == 1 ? name : "\(name)-\(number)"
      if mkdir(path, 0o755) == 0 { return path }
      if errno != EEXIST { throw FileError("make the folder", path) }
    }
    throw FileError("there are \(namesMax) folders '\(name)-N' already")
  }

  /// Removes such a folder that could not take what was meant for it.
  static func remove(_ path: String) {
    for name in (try? Files.names(in: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
