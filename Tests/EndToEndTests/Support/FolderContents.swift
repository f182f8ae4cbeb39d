import Foundation

/// The bytes of every file below a folder, by path; to see that nothing has changed.
func contents(of folder: String) throws -> [String: Data] {
  var contents: [String: Data] = [:]
  for name in try FileManager.default.subpathsOfDirectory(atPath: folder) {
    let url = URL(fileURLWithPath: folder + "/" + name)
    if try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
      contents[name] = try Data(contentsOf: url)
    }
  }
  return contents
}

/// Whether there is anything of that name.
func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
