import CommandLineParsing
import Jobs
import Testing

struct HostListTests {
  @Test func `hosts with and without a number, and with a user`() throws {
    #expect(
      try HostList.parse("h1:2,h2,trainer@10.0.0.7:16") == [
        WorkerHost(address: "h1", slots: 2), WorkerHost(address: "h2", slots: 1),
        WorkerHost(address: "trainer@10.0.0.7", slots: 16),
      ])
    #expect(WorkerHost(address: "trainer@10.0.0.7", slots: 1).name == "10.0.0.7")
  }

  @Test(arguments: [
    ("", "--hosts: '' is not the name or IPv4 address of a host; write it as h1:2,h2:4"),
    ("h1,,h2", "--hosts: '' is not the name or IPv4 address of a host; write it as h1:2,h2:4"),
    // What a remote shell would take for an option of its own.
    (
      "-oProxyCommand=x",
      "--hosts: '-oProxyCommand=x' is not the name or IPv4 address of a host; write it as h1:2,h2:4"
    ),
    (
      "a@-oProxyCommand",
      "--hosts: 'a@-oProxyCommand' is not the name or IPv4 address of a host; write it as h1:2,h2:4"
    ),
    (
      "h1;reboot",
      "--hosts: 'h1;reboot' is not the name or IPv4 address of a host; write it as h1:2,h2:4"
    ),
    ("h1 h2", "--hosts: 'h1 h2' is not the name or IPv4 address of a host; write it as h1:2,h2:4"),
    ("h1:", "--hosts: 'h1:' must have a number of workers from 1 to 1024 after its colon"),
    ("h1:0", "--hosts: 'h1:0' must have a number of workers from 1 to 1024 after its colon"),
    ("h1:two", "--hosts: 'h1:two' must have a number of workers from 1 to 1024 after its colon"),
    ("fe80::1", "--hosts: 'fe80::1' must have a number of workers from 1 to 1024 after its colon"),
    ("h1:1,h1:2", "--hosts: 'h1' stands there twice; give it all its workers at once"),
    ("h1:1024,h2", "--hosts has 1025 workers, and a server takes 1024 at most"),
  ])
  func `mistakes`(list: String, sentence: String) {
    #expect(throws: UsageError(sentence)) { try HostList.parse(list) }
  }
}
