import Foundation
import Testing

/// `cluster/testbed` by itself.
@Suite(.enabled(if: Testbed.obstacle == nil, Comment(rawValue: Testbed.obstacle ?? "")))
struct TestbedTests {
  /// Runs the script to its end.
  private func testbed(_ arguments: String...) throws -> Running.Ending {
    try Running(Testbed.script, arguments).waitForEnd()
  }

  /// What there is of a testbed: its namespaces, its files, and the processes that name it.
  private func remains(of name: String) throws -> [String] {
    let namespaces =
      (try? FileManager.default.contentsOfDirectory(atPath: "/run/netns")) ?? []
    let files = (try? FileManager.default.contentsOfDirectory(atPath: "/etc/netns")) ?? []
    return (namespaces + files).filter { $0.contains(name) }
      + (try ProcessTable.commandLines(with: name))
  }

  @Test func `hosts with names and addresses of their own, and nothing left of them`() throws {
    let name = Testbed.newName()
    let up = try testbed("up", "--hosts=3", "--rate=100mbit", "--name=\(name)")
    #expect(up.code == 0, "\(up.error)")
    #expect(
      try testbed("hosts", "--name=\(name)").output == "h1 10.77.0.1\nh2 10.77.0.2\nh3 10.77.0.3\n")
    #expect(
      try testbed("hosts", "--hostfile", "--slots=2", "--name=\(name)").output
        == "h1 slots=2\nh2 slots=2\nh3 slots=2\n")
    for host in ["h2", "10.77.0.2"] {
      // As a remote shell is called, and as a user would.
      let line = try testbed("run", "--name=\(name)", host, "hostname; ip -4 -o address show eth0")
      #expect(line.code == 0, "\(line.error)")
      #expect(line.output.hasPrefix("h2\n") && line.output.contains(" 10.77.0.2/24 "))
      #expect(try testbed("run", "--name=\(name)", host, "echo", "a  b").output == "a  b\n")
    }
    #expect(try testbed("run", "--name=\(name)", "h3", "exit 7").code == 7)
    #expect(
      try testbed("run", "--name=\(name)", "h1", "getent", "hosts", "h3").output.hasPrefix(
        "10.77.0.3 "))
    // What runs there ends with it.
    let stays = try Running(
      Testbed.script, ["run", "--name=\(name)", "h1", "echo up >&2; exec sleep 100000"])
    #expect(stays.waitForLine { $0 == "up" } != nil)
    #expect(try testbed("down", "--name=\(name)").code == 0)
    #expect(stays.waitForEnd().code == -SIGTERM)
    #expect(try remains(of: name) == [])
    #expect(try testbed("down", "--name=\(name)").code == 1)
  }

  @Test func `with ends all, and its exit code is the command's`() throws {
    let name = Testbed.newName()
    let ending = try testbed(
      "with", "--name=\(name)", "--hosts=1", "--", "sh", "-c",
      "\(Testbed.script.path) run h1 hostname; \(Testbed.script.path) run h1 'exit 5'")
    #expect(ending.code == 5, "\(ending.error)")
    #expect(ending.output == "h1\n")
    #expect(try remains(of: name) == [])
  }

  @Test func `with ends all when it is told to`() throws {
    let name = Testbed.newName()
    let with = try Running(
      Testbed.script,
      [
        "with", "--name=\(name)", "--", Testbed.script.path, "run", "h1",
        "echo up >&2; sleep 100000",
      ])
    #expect(with.waitForLine { $0 == "up" } != nil)
    with.signal(SIGTERM)
    #expect(with.waitForEnd().code == 128 + SIGTERM)
    #expect(try remains(of: name) == [])
  }

  @Test func `a name that is taken, and hosts that are not there`() throws {
    let name = Testbed.newName()
    defer { _ = try? testbed("down", "--name=\(name)") }
    #expect(try testbed("up", "--name=\(name)").code == 0)
    let second = try testbed("up", "--name=\(name)")
    #expect(second.code == 2)
    #expect(second.error.contains("is up already"))
    let stranger = try testbed("run", "--name=\(name)", "h3", "true")
    #expect(stranger.code == 2)
    #expect(stranger.error == "testbed: the testbed '\(name)' has no host 'h3'; it has h1 h2\n")
  }

  @Test(arguments: [
    ["up", "--hosts=0"], ["up", "--hosts=251"], ["up", "--rate=fast"], ["up", "--name=../x"],
    ["up", "surplus"], ["run", "h1"], ["cut"], ["with"], ["rate", "h1", "12"], ["lift"], [],
    ["up", "--unknown"], ["up", "--hosts"],
  ]) func `wrong usage`(arguments: [String]) throws {
    let ending = try Running(Testbed.script, arguments).waitForEnd()
    #expect(ending.code == 2)
    #expect(!ending.error.isEmpty)
  }

  @Test func `who is not root is refused, with the reason`() throws {
    let ending = try Running(
      URL(fileURLWithPath: "/usr/bin/setpriv"),
      ["--reuid=65534", "--clear-groups", Testbed.script.path, "up"]
    ).waitForEnd()
    // Where the script can't even be read by others there is nothing to see.
    guard ending.code != 126, ending.code != 127 else { return }
    #expect(ending.code == 1)
    #expect(ending.error == "testbed: network namespaces are made by root, and this is nobody\n")
  }
}
