import Coordination
import Glibc
import Synchronization
import Wire

/// Whom a server lets in: the public keys in a folder, a file `NAME.key` each, as they are now. The
/// operator may add and remove files while the server runs.
public final class AuthorizedKeys: Sendable {
  private struct State {
    var files: [FileMark]
    var keys: [WorkerKey]
    var byPublicKey: [String: WorkerKey] = [:]
    var isChangeTaken = true
    var problem: String?
    var turnedAway: [TurnedAway] = []

    init(_ files: [FileMark], _ keys: [WorkerKey]) {
      self.files = files
      self.keys = keys
      index()
    }

    mutating func index() {
      byPublicKey = Dictionary(uniqueKeysWithValues: keys.map { ($0.publicKey, $0) })
    }
  }

  /// The folder's path; nil where the keys are those that were given, and stay.
  private let folder: String?
  private let state: Mutex<State>

  /// The keys in this folder, at least one.
  ///
  /// - Throws: where it can't be read, holds no key, or a file in it is not one.
  public init(folder: String) throws(FileError) {
    self.folder = folder
    let files = try FileMark.keyFiles(in: folder)
    let (keys, problem) = Self.read(files, in: folder)
    if let problem { throw problem }
    guard !keys.isEmpty else {
      throw FileError(
        "the folder '\(folder)' holds no worker's public key, a file NAME.key each: nobody could "
          + "join")
    }
    state = Mutex(State(files, keys))
  }

  /// These keys, by their names; at least one. There is no folder, and they stay as they are.
  public init(_ keys: KeyValuePairs<String, CurvePublicKey>) {
    folder = nil
    state = Mutex(
      State([], keys.map { WorkerKey(publicKey: $0.value.text, name: $0.key) }))
  }

  /// Who is let in now.
  public var keys: [WorkerKey] { state.withLock { $0.keys } }

  /// Whose keys are authorized from now on, once for each time that a file has changed, and what is wrong
  /// with the folder or the first file in it that has no key. Where the system can't read the folder or a
  /// file, for want of descriptors, say, what was last read of it stays.
  public func takeChange() -> (keys: [WorkerKey], problem: String?)? {
    state.withLock { state in
      defer { state.isChangeTaken = true }
      return state.isChangeTaken ? nil : (state.keys, state.problem)
    }
  }

  /// A connection that has been turned away, if there is one that has not been taken yet.
  public func takeTurnedAway() -> TurnedAway? {
    state.withLock { $0.turnedAway.popLast() }
  }

  /// The worker with this key, if it is let in.
  func find(_ key: CurvePublicKey) -> WorkerKey? {
    state.withLock { $0.byPublicKey[key.text] }
  }

  /// Keeps who was turned away, as long as there are not too many.
  func turnAway(_ key: CurvePublicKey, from address: String) {
    state.withLock { state in
      guard state.turnedAway.count < Limits.turnedAwayKeysMax else { return }
      state.turnedAway.append(TurnedAway(address: address, publicKey: key.text))
    }
  }

  /// Looks at the folder again, and reads it where a file has changed, or one could not be read.
  ///
  /// - Returns: whether there is something to take.
  func refresh() -> Bool {
    guard let folder else { return false }
    let (known, knownKeys, isWhole) = state.withLock { ($0.files, $0.keys, $0.problem == nil) }
    var (files, keys) = (known, knownKeys)
    var text: String?
    do throws(FileError) {
      files = try FileMark.keyFiles(in: folder)
      guard files != known || !isWhole else { return false }
      let (listed, problem) = Self.read(files, in: folder, knownKeys)
      keys = listed
      text = problem?.description
    } catch {
      text = error.description
    }
    return state.withLock { state in
      state.files = files
      let isSame = keys == state.keys && keys.map(\.name) == state.keys.map(\.name)
      guard !isSame || text != state.problem else { return false }
      state.problem = text
      state.keys = keys
      state.index()
      state.isChangeTaken = false
      return true
    }
  }

  /// The keys in those files that have one, and what is wrong with the first that has none.
  ///
  /// - Parameter known: what was last read; it stands for a file that can't be read now.
  private static func read(
    _ files: [FileMark], in folder: String, _ known: [WorkerKey] = []
  ) -> ([WorkerKey], problem: FileError?) {
    var keys: [WorkerKey] = []
    var problem: FileError?
    for file in files {
      let path = "\(folder)/\(file.name)"
      let name = String(file.name.dropLast(FileMark.keySuffix.count))
      do throws(KeyFile.ListedKeyError) {
        let key = WorkerKey(publicKey: try KeyFile.listedKey(in: path).text, name: name)
        if let other = keys.first(where: { $0 == key }) {
          throw .notAKey(
            FileError(
              "'\(path)' holds the same key as '\(folder)/\(other.name)\(FileMark.keySuffix)'"))
        }
        keys.append(key)
      } catch {
        switch error {
        case .notAKey(let error): problem = problem ?? error
        case .unreadable(let error):
          problem = problem ?? error
          if let key = known.first(where: { $0.name == name && !keys.contains($0) }) {
            keys.append(key)
          }
        }
      }
    }
    return (keys, problem)
  }
}

/// By what a change of a file shows.
private struct FileMark: Equatable {
  static let keySuffix = ".key"

  let name: String
  let number: UInt
  let size: Int
  let modified: Int
  let modifiedNanoseconds: Int

  /// Nil for one that has just been removed.
  init?(_ name: String, in folder: String) throws(FileError) {
    var status = stat()
    guard stat("\(folder)/\(name)", &status) == 0 else {
      if errno == ENOENT || errno == ELOOP { return nil }
      throw FileError("look at", "\(folder)/\(name)")
    }
    self.name = name
    number = UInt(status.st_ino)
    size = Int(status.st_size)
    // The time of any change, whatever the file's own time is set to.
    modified = status.st_ctim.tv_sec
    modifiedNanoseconds = status.st_ctim.tv_nsec
  }

  /// The public keys in a folder, in the order of their names.
  static func keyFiles(in folder: String) throws(FileError) -> [FileMark] {
    var files: [FileMark] = []
    for name in try Files.names(in: folder)
    where name.hasSuffix(keySuffix) && name.utf8.count > keySuffix.utf8.count {
      if let file = try FileMark(name, in: folder) { files.append(file) }
    }
    return files
  }
}
