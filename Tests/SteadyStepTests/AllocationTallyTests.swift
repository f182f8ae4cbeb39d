import Coordination
import Foundation
import Platform
import Tensors
import Testing

/// Whether the counter sees what it should: a tally that can't count would promise anything.
@Suite(.enabled(if: AllocationTally.isAvailable, "a sanitizer's allocator is in the place of ours"))
struct AllocationTallyTests {
  /// The ways to ask for memory: each is one call of the C allocator.
  enum Way: CaseIterable, Sendable {
    case malloc, calloc, realloc, alignedAlloc, posixMemalign, swiftPointer, swiftAlignedPointer
    case swiftObject, swiftArray, cStringCopy

    private static let text = [CChar](repeating: 65, count: 99) + [0]

    /// Asks for memory and gives it back.
    func allocate() {
      switch self {
      case .malloc: free(kept(Glibc.malloc(100)))
      case .calloc: free(kept(Glibc.calloc(10, 10)))
      case .realloc: free(kept(Glibc.realloc(nil, 100)))
      case .alignedAlloc: free(kept(aligned_alloc(64, 128)))
      case .posixMemalign:
        var memory: UnsafeMutableRawPointer?
        _ = kept(posix_memalign(&memory, 64, 100))
        free(kept(memory))
      case .swiftPointer:
        let pointer = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 8)
        kept(pointer).deallocate()
      case .swiftAlignedPointer:
        let pointer = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 64)
        kept(pointer).deallocate()
      case .swiftObject: _ = kept(Waste())
      case .swiftArray: _ = kept([UInt8](repeating: 1, count: 100))
      case .cStringCopy: free(kept(strdup(Self.text)))
      }
    }
  }

  @Test(arguments: Way.allCases)
  func seesEachWay(_ way: Way) throws {
    let tally = try AllocationTally()
    // What only the first time costs.
    way.allocate()
    tally.counting {
      way.allocate()
      tally.open()
      for _ in 0..<3 { way.allocate() }
      tally.close()
      way.allocate()
    }
    #expect(tally.own == 3)
    #expect(tally.sites.contains("times by"))
  }

  @Test func countsOnlyTheThreadsThatAskedForIt() throws {
    let tally = try AllocationTally()
    tally.open()
    let parties = Parties([
      { for _ in 0..<5 { _ = kept(Waste()) } },
      { tally.counting { for _ in 0..<2 { _ = kept(Waste()) } } },
    ])
    try #require(parties.run(), "the system has a thread to spare")
    tally.close()
    #expect(tally.own == 2)
  }

  @Test func countsOnAllThreadsOfAPool() throws {
    final class Wasting: RangeTask {
      func run(_ index: Int, _ range: Range<Int>) {
        for _ in range { _ = kept(Waste()) }
      }
    }
    let tally = try AllocationTally()
    let pool = ThreadPool(concurrency: 2)
    try #require(pool.concurrency == 2, "the system has a thread to spare")
    Enrollment(tally).apply(to: pool)
    let wasting = Wasting()
    tally.open()
    pool.forEachRange(of: 20, granularity: 1, wasting)
    tally.close()
    pool.forEachRange(of: 20, granularity: 1, wasting)
    Enrollment(nil).apply(to: pool)
    #expect(tally.own == 20)
  }

  /// Not even the first message, since a link has memory for some from the start.
  @Test func sendingAsksForNothing() throws {
    let tally = try AllocationTally()
    let endpoint = SteadyRun.newEndpoint()
    let server = try ServerLink.listening(
      at: endpoint, inputOutputThreads: 1, payloadBytes: 0,
      heartbeatTimeout: Limits.heartbeatTimeoutDefault, wakeup: nil)
    let link = try WorkerLink.connecting(
      to: endpoint, heartbeatTimeout: Limits.heartbeatTimeoutDefault, wakeup: nil)
    let head = [UInt8](repeating: 1, count: 100)
    tally.open()
    let outcome = tally.counting {
      head.withUnsafeBytes { link.send($0, payload: nil, to: .server) }
    }
    tally.close()
    #expect(withExtendedLifetime(server) { outcome } == .sent)
    #expect(tally.own == 0, "\(tally.sites)")
  }
}
