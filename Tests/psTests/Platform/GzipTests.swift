import Testing

@testable import Platform

struct GzipTests {
  /// What `gzip` makes of forty times `0,1\n1,0\n`, 320 bytes.
  private static let compressed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0xFF, 0x33, 0xD0, 0x31, 0xE4,
    0x32, 0xD4, 0x31, 0xE0, 0x32, 0x18, 0xA5, 0xC9, 0xA2, 0x01, 0xC9, 0x54, 0xF6, 0xBC,
    0x40, 0x01, 0x00, 0x00,
  ]
  private static let expanded = Array(String(repeating: "0,1\n1,0\n", count: 40).utf8)

  private static func sentence(_ bytes: [UInt8], room: Int = .max) -> String? {
    do throws(FileError) {
      _ = try Gzip.expand(bytes, path: "f") { room }
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [0, 1, 512])
  func `zeros behind the last member are passed over`(count: Int) throws {
    let padding = [UInt8](repeating: 0, count: count)
    #expect(try Gzip.expand(Self.compressed + padding, path: "f") { .max } == Self.expanded)
    #expect(
      try Gzip.expand(Self.compressed + Self.compressed + padding, path: "f") { .max }
        == Self.expanded + Self.expanded)
  }

  @Test func `what is wrong is said`() {
    #expect(
      Self.sentence(Self.compressed + [0, 7])
        == "can't expand 'f': something else follows what gzip wrote")
    #expect(
      Self.sentence(Self.compressed.dropLast(12)) == "can't expand 'f': the file is cut short")
    var damaged = Self.compressed
    damaged[25] ^= 1
    #expect(Self.sentence(damaged) == "can't expand 'f': it is not what gzip wrote")
  }

  /// A few bytes that become many take no more memory than there is.
  @Test func `there must be room`() {
    #expect(
      Self.sentence(Self.compressed, room: 100)
        == "can't expand 'f': its 32 bytes become more than the 100 that there is memory for here")
    #expect(Self.sentence(Self.compressed, room: 320) == nil)
    // The last member's length says nothing of the others.
    let members = [[UInt8]](repeating: Self.compressed, count: 2000).flatMap { $0 }
    var left = 1000
    let error = #expect(throws: FileError.self) {
      try Gzip.expand(members, path: "f") {
        defer { left /= 2 }
        return left
      }
    }
    #expect(error?.description.contains("become more than the") == true)
  }
}
