import Text

/// A file's text in UTF-8 without a byte order mark.
func plainText(_ bytes: [UInt8], file: String) throws(DataError) -> [UInt8] {
  do {
    return try TextDecoding.utf8(bytes)
  } catch {
    throw DataError(file, error.description)
  }
}
