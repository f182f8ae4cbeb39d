/// What a disk could not do; `description` says why in one sentence.
public struct DiskError: Error, Equatable, CustomStringConvertible {
  /// One sentence for the operator.
  public let description: String

  /// An error that says this.
  public init(_ description: String) {
    self.description = description
  }
}

/// A run's folder, as far as what outlasts a crash depends on it: names of files, and the operations
/// that change them. In production the file system; in the simulator a disk that can lose power.
///
/// What is written to a file outlasts a loss of power only when `synchronize(_:)` has returned; a
/// name that was made, changed or removed, only when `synchronizeFolder()` has. Until then it may be
/// there or not, in whole or in part, in any combination.
public protocol Disk {
  /// Makes an empty file; one of that name is emptied.
  func create(_ name: String) throws(DiskError)
  /// Adds bytes at a file's end; makes the file where there is none. After an error any part of the
  /// bytes may have been added.
  func append(_ bytes: UnsafeRawBufferPointer, to name: String) throws(DiskError)
  /// Returns when all that was written to the file is durable.
  func synchronize(_ name: String) throws(DiskError)
  /// Gives a file a second name, which must be free.
  func link(_ name: String, as other: String) throws(DiskError)
  /// Renames a file, in one step; a file of the new name is replaced.
  func rename(_ name: String, to other: String) throws(DiskError)
  /// Takes a name away; none of that name is no error.
  func remove(_ name: String) throws(DiskError)
  /// Returns when all changes of names are durable.
  func synchronizeFolder() throws(DiskError)
  /// All names, sorted.
  func names() throws(DiskError) -> [String]
  /// How many bytes a file has; nil where something else has that name, such as a folder or a pipe.
  func size(of name: String) throws(DiskError) -> Int?
  /// A file's first bytes: so many, or all where there are fewer.
  func contents(of name: String, first count: Int) throws(DiskError) -> [UInt8]
  /// A file's bytes.
  func contents(of name: String) throws(DiskError) -> [UInt8]
}
