import Testing

@testable import Platform

/// Quotas of processor time, from the files that the kernel shows.
struct ProcessorQuotaTests {
  private func processors(_ files: [String: String]) -> Double? {
    ProcessorQuota { files[$0] }.processors
  }

  private let unified = "31 23 0:28 / /sys/fs/cgroup rw,relatime shared:4 - cgroup2 cgroup2 rw\n"

  @Test func `nothing known, nothing limited`() {
    #expect(processors([:]) == nil)
    #expect(
      processors([
        "/proc/self/mountinfo": unified, "/proc/self/cgroup": "0::/user.slice\n",
        "/sys/fs/cgroup/user.slice/cpu.max": "max 100000\n",
      ]) == nil)
  }

  @Test func `version 2, in a container that sees its own group as the root`() {
    #expect(
      processors([
        "/proc/self/mountinfo": unified, "/proc/self/cgroup": "0::/\n",
        "/sys/fs/cgroup/cpu.max": "150000 100000\n",
      ]) == 1.5)
  }

  /// 3 of 4 processors in the group itself, 2.5 in the group around it.
  @Test func `version 2, the least of all groups around it`() {
    #expect(
      processors([
        "/proc/self/mountinfo": "24 1 8:1 / / rw - ext4 /dev/sda1 rw\n" + unified,
        "/proc/self/cgroup": "0::/a.slice/b.scope\n",
        "/sys/fs/cgroup/a.slice/b.scope/cpu.max": "300000 100000\n",
        "/sys/fs/cgroup/a.slice/cpu.max": "125000 50000\n",
      ]) == 2.5)
  }

  /// The controllers of version 1 have a place each; here cpu shares one with cpuacct, and the place
  /// shows no more than one group.
  @Test func `version 1`() {
    let mounts = """
      35 31 0:32 /docker/c1 /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory
      32 31 0:29 /docker/c1 /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct

      """
    var files = [
      "/proc/self/mountinfo": mounts,
      "/proc/self/cgroup": "4:memory:/docker/c1\n2:cpu,cpuacct:/docker/c1/job\n0::/elsewhere\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us": "25000\n",
      "/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_period_us": "50000\n",
    ]
    #expect(processors(files) == 0.5)
    files["/sys/fs/cgroup/cpu,cpuacct/job/cpu.cfs_quota_us"] = "-1\n"
    #expect(processors(files) == nil)
  }

  @Test(arguments: ["", "100000", "0 100000", "50000 0", "a b", "1 2 3", "-5 100000"])
  func `what is no quota limits nothing`(text: String) {
    #expect(
      processors([
        "/proc/self/mountinfo": unified, "/proc/self/cgroup": "0::/\nnonsense\n",
        "/sys/fs/cgroup/cpu.max": text,
      ]) == nil)
  }
}
