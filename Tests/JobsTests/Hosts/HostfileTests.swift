import CommandLineParsing
import Jobs
import Testing

struct HostfileTests {
  @Test func `hosts, comments and blank lines`() throws {
    let text = """
      # the cluster
      h1 slots=2

         \t
      trainer@h2\tslots=4   # the new one
        10.0.0.7
      """
    #expect(
      try Hostfile.parse(text, path: "hosts") == [
        WorkerHost(address: "h1", slots: 2), WorkerHost(address: "trainer@h2", slots: 4),
        WorkerHost(address: "10.0.0.7", slots: 1),
      ])
  }

  @Test func `line ends of another system`() throws {
    #expect(
      try Hostfile.parse("h1 slots=2\r\nh2\r\n", path: "hosts") == [
        WorkerHost(address: "h1", slots: 2), WorkerHost(address: "h2", slots: 1),
      ])
  }

  @Test(arguments: [
    ("h1\n\nh2 slots=x", "hosts:3: 'slots=x' must be a number of workers from 1 to 1024"),
    ("h1 slots=0", "hosts:1: 'slots=0' must be a number of workers from 1 to 1024"),
    ("h1 slots=1025", "hosts:1: 'slots=1025' must be a number of workers from 1 to 1024"),
    ("# c\nh1 max_slots=2", "hosts:2: 'max_slots=2' is not known here; a line is: host slots=n"),
    ("h1 slots = 2", "hosts:1: 'slots' is not known here; a line is: host slots=n"),
    ("h1 h2", "hosts:1: 'h2' is not known here; a line is: host slots=n"),
    ("h1 slots=1 slots=2", "hosts:1: slots= stands there twice"),
    (
      "slots=2 h1",
      "hosts:1: 'slots=2' is not the name or IPv4 address of a host; a line is: host slots=n"
    ),
    ("h1\n# c\nh1", "hosts:3: 'h1' stands in line 1 already; give it all its slots there"),
    ("# nothing\n", "hosts names no host"),
    ("h1 slots=1024\nh2", "hosts has 1025 workers, and a server takes 1024 at most"),
  ])
  func `mistakes`(text: String, sentence: String) {
    #expect(throws: UsageError(sentence)) { try Hostfile.parse(text, path: "hosts") }
  }
}
