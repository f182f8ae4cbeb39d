import AllocationCounting
import Testing

/// How often some threads asked for memory while the tally was open.
final class AllocationTally: @unchecked Sendable {
  static var isAvailable: Bool { allocation_counting_is_available() }

  private let tally: OpaquePointer

  init() throws {
    tally = try #require(allocation_tally_create())
  }

  /// No thread counts for it any more: whoever does is inside `counting`.
  deinit {
    allocation_tally_destroy(tally)
  }

  func open() { allocation_tally_open(tally) }
  func close() { allocation_tally_close(tally) }

  /// Lets this thread count for the tally until `body` is done.
  func counting<Result>(_ body: () throws -> Result) rethrows -> Result {
    enroll()
    defer { Self.leave() }
    return try body()
  }

  /// Lets this thread count for the tally until it leaves, which it does before the tally's end.
  func enroll() { allocation_tally_enroll(tally) }

  static func leave() { allocation_tally_enroll(nil) }

  /// By this program.
  var own: UInt64 { allocation_tally_count(tally, ALLOCATION_ORIGIN_PROGRAM) }
  /// By OpenBLAS.
  var blas: UInt64 { allocation_tally_count(tally, ALLOCATION_ORIGIN_BLAS) }

  /// Where this program asked for memory, for whoever wonders why.
  var sites: String {
    var frames = [UnsafeMutableRawPointer?](
      repeating: nil, count: Int(ALLOCATION_SITE_FRAMES_MAX))
    var text = ""
    var index = 0
    while true {
      var times: UInt64 = 0
      let count = allocation_tally_site(tally, index, &frames, &times)
      if count == 0 { return text }
      text += "\(times) times by\n"
      for frame in frames[..<count] { text += "  \(Self.description(ofAddress: frame))\n" }
      index += 1
    }
  }

  private static func description(ofAddress address: UnsafeMutableRawPointer?) -> String {
    let bytes = [UInt8](unsafeUninitializedCapacity: 1024) { bytes, count in
      bytes.withMemoryRebound(to: CChar.self) { characters in
        count = allocation_site_describe(address, characters.baseAddress, characters.count)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
