import Testing

@testable import Platform

/// What the system's files say of memory.
struct MemoryBoundsTests {
  @Test func `the system's own figure`() {
    let text = "MemTotal:       16303428 kB\nMemFree:  1 kB\nMemAvailable:   12345678 kB\n"
    #expect(MemoryBounds.available(inMemoryInformation: text) == 12_345_678 * 1024)
    #expect(MemoryBounds.available(inMemoryInformation: "") == nil)
    #expect(
      MemoryBounds.available(inMemoryInformation: "MemAvailable: 99999999999999999 kB") == nil)
  }

  @Test func `control groups of both versions`() {
    let second = MemoryBounds.groups(inMembership: "0::/user.slice/job\n")
    #expect(second.map(\.files.limit) == ["memory.max"])
    #expect(
      second.map(\.folders) == [
        ["/sys/fs/cgroup", "/sys/fs/cgroup/user.slice", "/sys/fs/cgroup/user.slice/job"]
      ])
    let first = MemoryBounds.groups(inMembership: "9:cpu:/a\n5:memory:/a\n1:name=systemd:/\n")
    #expect(first.map(\.files.usage) == ["memory.usage_in_bytes"])
    #expect(first.map(\.folders) == [["/sys/fs/cgroup/memory", "/sys/fs/cgroup/memory/a"]])
    #expect(MemoryBounds.limit("max\n") == nil)
    #expect(MemoryBounds.limit("1073741824\n") == 1 << 30)
    #expect(MemoryBounds.cached(inStatistics: "anon 5\ninactive_file 30\nactive_file 12\n") == 42)
    #expect(
      MemoryBounds.cached(
        inStatistics: "inactive_file 1\ntotal_inactive_file 30\ntotal_active_file 12\n") == 42)
  }

  @Test func `pages of a process`() {
    let pages = MemoryBounds.pages(inStatistics: "8000 500 300 20 0 700 0\n")
    #expect(pages?.all == 8000)
    #expect(pages?.data == 700)
    #expect(MemoryBounds.pages(inStatistics: "8000") == nil)
  }

  @Test func `there is some, and less than all that could be addressed`() {
    #expect((1..<(1 << 47)).contains(ThisProcess.availableMemory))
  }
}
