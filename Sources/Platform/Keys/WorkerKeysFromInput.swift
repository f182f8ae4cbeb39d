import Glibc
import Wire

extension WorkerKeys {
  /// The keys that this process's launcher hands over by standard input, which is read as far as they
  /// go.
  ///
  /// - Throws: where they do not come, or are none; without a word of what came instead.
  public static func fromStandardInput() throws(FileError) -> WorkerKeys {
    var bytes: [UInt8] = []
    // Byte by byte: what follows is not ours.
    while !bytes.ends(with: "\n\n".utf8), bytes.count < HandedKeys.bytesMax {
      var byte: UInt8 = 0
      let count = read(STDIN_FILENO, &byte, 1)
      if count < 0, errno == EINTR { continue }
      guard count == 1 else { break }
      bytes.append(byte)
    }
    guard let (pair, serverKey) = HandedKeys.read(String(decoding: bytes, as: UTF8.self)),
      pair.isMatching
    else {
      throw FileError("no keys came by standard input, where a launcher hands them over")
    }
    return WorkerKeys(pair: pair, serverKey: serverKey)
  }
}

extension [UInt8] {
  fileprivate func ends(with end: String.UTF8View) -> Bool { suffix(end.count).elementsEqual(end) }
}
