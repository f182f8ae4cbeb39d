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

  /// Who is let in from now on, once for each time that a file has changed, and what is wrong with the
  /// folder or the first file in it that can't be read. A key that can't be read is not let in.
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
    var files: [FileMark] = []
    var problem: FileError?
    do throws(FileError) {
      files = try FileMark.keyFiles(in: folder)
    } catch {
      problem = error
    }
    let (known, isWhole) = state.withLock { ($0.files, $0.problem == nil) }
    guard files != known || problem != nil || !isWhole else { return false }
    let (keys, unreadable) = Self.read(files, in: folder)
    let text = (problem ?? unreadable)?.description
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
  private static func read(
    _ files: [FileMark], in folder: String
  ) -> ([WorkerKey], problem: FileError?) {
    var keys: [WorkerKey] = []
    var problem: FileError?
    for file in files {
      let path = "\(folder)/\(file.name)"
      do throws(FileError) {
        let key = WorkerKey(
          publicKey: try KeyFile.publicKey(in: path).text,
          name: String(file.name.dropLast(FileMark.keySuffix.count)))
        if let other = keys.first(where: { $0 == key }) {
          throw FileError(
            "'\(path)' holds the same key as '\(folder)/\(other.name)\(FileMark.keySuffix)'")
        }
        keys.append(key)
      } catch {
        problem = problem ?? error
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

  init?(_ name: String, in folder: String) {
    var status = stat()
    guard stat("\(folder)/\(name)", &status) == 0 else { return nil }
    self.name = name
    number = UInt(status.st_ino)
    size = Int(status.st_size)
    // The time of any change, whatever the file's own time is set to.
    modified = status.st_ctim.tv_sec
    modifiedNanoseconds = status.st_ctim.tv_nsec
  }

  /// The public keys in a folder, in the order of their names.
  static func keyFiles(in folder: String) throws(FileError) -> [FileMark] {
    try Files.names(in: folder)
      .filter { $0.hasSuffix(keySuffix) && $0.utf8.count > keySuffix.utf8.count }
      .compactMap { FileMark($0, in: folder) }
  }
}
