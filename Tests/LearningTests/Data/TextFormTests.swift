import Learning
import Testing

/// How the text of a table may be written.
@Suite struct TextFormTests {
  private static func utf16(_ text: String, lowByteFirst: Bool) -> [UInt8] {
    ("\u{FEFF}" + text).utf16.flatMap { unit -> [UInt8] in
      let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return lowByteFirst ? bytes : bytes.reversed()
    }
  }

  @Test(arguments: [true, false]) func takesUTF16(lowByteFirst: Bool) throws {
    let data = try load(
      "csv:train,label=größe", Self.utf16("a,größe\r\n1,𝕏\r\n2,b\r\n", lowByteFirst: lowByteFirst),
      task: .multiclass)
    #expect(data.training.gathered == [1, 2])
    #expect(data.classNames == ["b", "𝕏"])
    let lines = try load(
      "libsvm:train", Self.utf16("1 1:2\n0 2:3\n", lowByteFirst: lowByteFirst), task: .binary)
    #expect(lines.training.gathered == [2, 0, 0, 3])
  }

  @Test func takesLinesThatEndAsOldMacsDid() throws {
    let data = try load("libsvm:train", "1 1:2\r\r0 2:3\r", task: .binary)
    #expect(data.training.gathered == [2, 0, 0, 3])
    #expect(data.training.classes == [1, 0])
  }

  /// Latin letters that are no UTF-8 would otherwise all be one, and so would the classes.
  @Test(arguments: ["csv", "libsvm"]) func refusesWhatIsNoText(kind: String) {
    func sentences(_ bytes: [UInt8]) -> String? {
      sentence { try load("\(kind):train", bytes, task: .multiclass) }
    }
    #expect(
      sentences(Array("1,a\n2,".utf8) + [0xE9, 0x0A] + Array("3,".utf8) + [0xE8])
        == "train: line 2 is not UTF-8: convert the file, as by iconv -f LATIN1 -t UTF-8")
    #expect(
      sentences(Array("1,a\n2,b\n3,\0c\n".utf8))
        == "train: line 3 has a byte 0, so this is not a text")
    #expect(
      sentences(Array("1\0,\0a\0\n\0".utf8))
        == "train: this looks like UTF-16 without a byte order mark: convert the file, as by iconv "
        + "-f UTF-16LE -t UTF-8")
    #expect(
      sentences([0xFF, 0xFE, 0x31])
        == "train: the text is UTF-16 and ends within a character; it was "
        + "cut short")
    #expect(
      sentences([0xFE, 0xFF, 0, 0x31, 0, 0x0A, 0xD8, 0x00, 0, 0x31])
        == "train: line 2 of the UTF-16 text has half of a character")
    #expect(
      sentences([0xFF, 0xFE, 0, 0, 0x31, 0, 0, 0])
        == "train: the text is UTF-32: convert the file, as by iconv -f UTF-32 -t UTF-8")
    #expect(
      sentences([0x50, 0x4B, 0x03, 0x04, 9, 9])
        == "train: this is not a text but a zip archive, as .xlsx and .npz files are: unpack or export "
        + "it first")
  }
}
