import Testing

@testable import Jobs

struct SlurmHostListTests {
  /// The first line of what `scontrol show hostnames` prints for each.
  @Test(arguments: [
    ("h1", "h1"), ("h1,h2", "h1"), ("h[1-3]", "h1"), ("n[001-004,7]", "n001"),
    ("n[7,9-12],m1", "n7"), ("rack[2-3]-node[05-06]", "rack2-node05"),
    ("cpu-[1-2].example.org", "cpu-1.example.org"), ("gpu1,n[1-2]", "gpu1"),
  ])
  func `the first host`(list: String, host: String) {
    #expect(SlurmHostList.firstHost(of: list) == host)
  }

  @Test(arguments: ["", ",", "n[", "n[]", "n]", "n[[1]", "n[a-b]", "n[1-2", ",n1"])
  func `what is no list`(text: String) {
    #expect(SlurmHostList.firstHost(of: text) == nil)
  }
}
