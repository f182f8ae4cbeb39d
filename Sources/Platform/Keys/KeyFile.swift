import Coordination
import Glibc
import Wire

/// Keys in files, one certificate each (`KeyCertificate`).
public enum KeyFile {
  /// Reads the pair in a secret certificate, which only its owner may be able to read.
  public static func keyPair(in path: String) throws(FileError) -> CurveKeyPair {
    let file = try OpenFile(reading: path)
    guard let pair = try certificate(in: file).keyPair else {
      throw FileError(
        "'\(path)' holds a public key only, and the secret one is needed: ps keygen calls its file "
          + "NAME.key_secret")
    }
    guard try !file.isOwnButOpenToOthers() else {
      throw FileError(
        "the secret key in '\(path)' can be read by other users: chmod 600 '\(path)', or make a new "
          + "one if others may have read it")
    }
    guard pair.isMatching else {
      throw FileError("can't use the key in '\(path)': its public-key is not its secret-key's")
    }
    return pair
  }

  /// Reads a public certificate. A secret one is refused: it should not be where another's public
  /// key is wanted.
  public static func publicKey(in path: String) throws(FileError) -> CurvePublicKey {
    try publicKey(of: certificate(in: OpenFile(reading: path)), path: path)
  }

  private static func publicKey(
    of certificate: KeyCertificate, path: String
  ) throws(FileError) -> CurvePublicKey {
    guard certificate.secretKey == nil else {
      throw FileError(
        "'\(path)' holds a secret key, and the public one is wanted: the secret one belongs to its "
          + "owner alone")
    }
    return certificate.publicKey
  }

  /// Why a file of a list has no key.
  enum ListedKeyError: Error {
    /// The system can't read it now, which says nothing of what is in it.
    case unreadable(FileError)
    /// There is no key in it.
    case notAKey(FileError)
  }

  /// Reads the public certificate in a file of a folder. It never waits: whatever has such a name, only a
  /// regular file is read.
  static func listedKey(in path: String) throws(ListedKeyError) -> CurvePublicKey {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else {
      let code = errno
      let error = FileError("can't read '\(path)': \(String(cString: strerror(code)))")
      let saysSomething = [ENOENT, EACCES, EPERM, ELOOP, ENOTDIR, ENXIO].contains(code)
      throw saysSomething ? .notAKey(error) : .unreadable(error)
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notAKey(FileError("'\(path)' is no regular file: no key is read from it"))
    }
    var bytes = [UInt8](repeating: 0, count: Limits.keyFileBytesMax + 1)
    var filled = 0
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        buffer.baseAddress.map { read(descriptor, $0 + filled, buffer.count - filled) } ?? 0
      }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        let code = errno
        throw .unreadable(FileError("can't read '\(path)': \(String(cString: strerror(code)))"))
      }
      if count == 0 { break }
      filled += count
    }
    do throws(FileError) {
      return try publicKey(of: certificate(Array(bytes[..<filled]), path: path), path: path)
    } catch {
      throw .notAKey(error)
    }
  }

  private static func certificate(in file: borrowing OpenFile) throws(FileError) -> KeyCertificate {
    let path = file.path
    // Checks that it is no folder.
    _ = try file.size()
    var failure: FileError?
    let bytes = [UInt8](unsafeUninitializedCapacity: Limits.keyFileBytesMax + 1) { buffer, count in
      do throws(FileError) {
        count = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
        count = 0
      }
    }
    if let failure { throw failure }
    return try certificate(bytes, path: path)
  }

  private static func certificate(
    _ bytes: [UInt8], path: String
  ) throws(FileError) -> KeyCertificate {
    do throws(KeyCertificateError) {
      guard bytes.count <= Limits.keyFileBytesMax else { throw .notACertificate }
      return try KeyCertificate(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw FileError("can't use the key in '\(path)': \(error)")
    }
  }
}
