import Coordination
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
    let certificate = try certificate(in: OpenFile(reading: path))
    guard certificate.secretKey == nil else {
      throw FileError(
        "'\(path)' holds a secret key, and the public one is wanted: the secret one belongs to its "
          + "owner alone")
    }
    return certificate.publicKey
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
    do throws(KeyCertificateError) {
      guard bytes.count <= Limits.keyFileBytesMax else { throw .notACertificate }
      return try KeyCertificate(String(decoding: bytes, as: UTF8.self))
    } catch {
      throw FileError("can't use the key in '\(path)': \(error)")
    }
  }
}
